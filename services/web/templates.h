// The HTML templates and static files that are part of the binary.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ctemplate {
class TemplateCache;
class TemplateDictionary;
}  // namespace ctemplate

namespace broadsheet::web {

// All templates, parsed. Escaping follows from where a value stands in the HTML
// (ctemplate's auto-escape). Thread-safe.
class Templates {
 public:
  // The templates of this binary, parsed once. Ends the process if one is broken.
  static const Templates& Get();

  // The file `name` with the values of `dictionary`.
  std::string Expand(std::string_view name, const ctemplate::TemplateDictionary& dictionary) const;

 private:
  Templates();
  std::unique_ptr<ctemplate::TemplateCache> cache_;
};

struct StaticFile {
  std::string_view content;
  std::string_view content_type;
};

// The file `name` of static/.
std::optional<StaticFile> FindStaticFile(std::string_view name);

// The address of the static file `name`, with a fingerprint of its content, so
// that browsers may keep it for good.
std::string StaticLink(std::string_view name);

}  // namespace broadsheet::web

#include "web/templates.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "web/assets.h"
#include "web/ctemplate.h"

namespace broadsheet::web {
namespace {

constexpr ctemplate::Strip kStrip = ctemplate::STRIP_BLANK_LINES;

ctemplate::TemplateString ToTemplateString(std::string_view text) {
  return {text.data(), text.size()};
}

std::string_view ContentType(std::string_view name) {
  const absl::string_view file(name.data(), name.size());
  if (absl::EndsWith(file, ".css")) return "text/css; charset=utf-8";
  if (absl::EndsWith(file, ".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

Templates::Templates() : cache_(std::make_unique<ctemplate::TemplateCache>()) {
  for (const assets::File& file : assets::kTemplates) {
    if (!cache_->StringToTemplateCache(ToTemplateString(file.name), file.content.data(),
                                       file.content.size(), kStrip)) {
      std::fprintf(stderr, "web: template %s is broken\n", std::string(file.name).c_str());
      std::abort();
    }
  }
  cache_->Freeze();
}

const Templates& Templates::Get() {
  static const Templates* const templates = new Templates;
  return *templates;
}

std::string Templates::Expand(std::string_view name,
                              const ctemplate::TemplateDictionary& dictionary) const {
  std::string html;
  if (!cache_->ExpandNoLoad(ToTemplateString(name), kStrip, &dictionary, nullptr, &html)) {
    std::fprintf(stderr, "web: template %s does not expand\n", std::string(name).c_str());
    std::abort();
  }
  return html;
}

std::optional<StaticFile> FindStaticFile(std::string_view name) {
  for (const assets::File& file : assets::kStatic) {
    if (file.name == name) return StaticFile{file.content, ContentType(name)};
  }
  return std::nullopt;
}

std::string StaticLink(std::string_view name) {
  const std::optional<StaticFile> file = FindStaticFile(name);
  const std::string digest = Sha256(file ? file->content : std::string_view());
  return absl::StrCat("/static/", std::string(name),
                      "?v=", absl::BytesToHexString(digest).substr(0, 12));
}

}  // namespace broadsheet::web

#include "ingest/category_names.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "ingest/canonical_uri.h"
#include "ingest/text.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::string_view kPrefix = "categories/";

// Where the rules have the name: its category, or "". Nothing where they have not.
const std::string* Mapped(const std::string& name, const FilingRules& rules) {
  if (const auto it = rules.category_map.find(name); it != rules.category_map.end()) {
    return &it->second;
  }
  for (const auto& [key, value] : rules.category_map) {
    if (Slug(key) == Slug(name)) return &value;
  }
  return nullptr;
}

std::string TitleFromName(const std::string& category) {
  return std::string(absl::StripPrefix(category, kPrefix));
}

class Filer {
 public:
  explicit Filer(const FilingRules& rules) : rules_(rules) {}

  void AddCategory(const std::string& name) {
    const std::string slug = Slug(name);
    if (slug.empty()) return;
    if (const std::string* mapped = Mapped(name, rules_)) {
      if (!mapped->empty()) titles_.try_emplace(*mapped, name);
    } else {
      titles_.try_emplace(absl::StrCat(kPrefix, slug), name);
    }
  }

  void AddTag(const std::string& name) {
    const std::string* mapped = Mapped(name, rules_);
    if (mapped != nullptr && !mapped->empty()) titles_.try_emplace(*mapped, name);
    const std::string slug = Slug(name);
    if (mapped == nullptr && !slug.empty()) tags_.insert(slug);
  }

  void AddDefault(const std::string& category) {
    titles_.try_emplace(category, TitleFromName(category));
  }

  Filing Finish() && {
    Filing filing;
    for (const auto& [name, title] : titles_) {
      article::v1::Category& category = filing.categories.emplace_back();
      category.set_name(name);
      category.set_title(title);
    }
    filing.tags.assign(tags_.begin(), tags_.end());
    return filing;
  }

 private:
  const FilingRules& rules_;
  std::map<std::string, std::string> titles_;
  std::set<std::string> tags_;
};

}  // namespace

Filing FileEntry(const Entry& entry, const FilingRules& rules) {
  Filer filer(rules);
  for (const std::string& name : entry.category_names) filer.AddCategory(CollapseSpace(Nfc(name)));
  for (const std::string& name : entry.tag_names) filer.AddTag(CollapseSpace(Nfc(name)));
  for (const std::string& name : entry.category_or_tag_names) {
    const std::string plain = CollapseSpace(Nfc(name));
    const bool known = rules.known_categories.contains(absl::StrCat(kPrefix, Slug(plain)));
    known ? filer.AddCategory(plain) : filer.AddTag(plain);
  }
  for (const std::string& category : rules.default_categories) filer.AddDefault(category);
  return std::move(filer).Finish();
}

void TellTagsFromCategories(Document& document) {
  std::set<std::string> categories;
  for (const Entry& entry : document.entries) {
    if (!entry.category_names.empty()) categories.insert(entry.category_names[0]);
  }
  for (bool grew = true; grew;) {
    const size_t before = categories.size();
    for (const Entry& entry : document.entries) {
      const auto& names = entry.category_names;
      const auto last = std::find_if(names.rbegin(), names.rend(), [&](const std::string& name) {
        return categories.contains(name);
      });
      categories.insert(names.begin(), last.base());
    }
    grew = categories.size() > before;
  }
  for (Entry& entry : document.entries) {
    const auto split =
        std::stable_partition(entry.category_names.begin(), entry.category_names.end(),
                              [&](const std::string& name) { return categories.contains(name); });
    entry.category_or_tag_names.assign(split, entry.category_names.end());
    entry.category_names.erase(split, entry.category_names.end());
  }
}

std::string SiteTitleOfWordPress(const std::string& title, std::string_view self_uri) {
  const std::string path = PathOf(self_uri);
  const bool part = absl::StrContains(path, "/category/") || absl::StrContains(path, "/tag/") ||
                    absl::StrContains(path, "/author/") ||
                    self_uri.find("cat=") != std::string_view::npos ||
                    self_uri.find("tag=") != std::string_view::npos;
  if (!part) return title;
  for (const std::string_view separator : {" – ", " - ", " » ", " | "}) {
    const size_t at = title.rfind(separator);
    if (at != std::string::npos) return title.substr(at + separator.size());
  }
  return title;
}

}  // namespace broadsheet::ingest

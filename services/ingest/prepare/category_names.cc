#include "ingest/prepare/category_names.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::string_view kPrefix = "categories/";

std::string TitleFromName(const std::string& category) {
  return std::string(absl::StripPrefix(category, kPrefix));
}

class Filer {
 public:
  explicit Filer(const FilingRules& rules) : rules_(rules) {
    for (const auto& [name, category] : rules.category_map) {
      by_slug_.try_emplace(Slug(name), &category);
    }
  }

  void AddCategory(const std::string& name) {
    const std::string slug = Slug(name);
    if (slug.empty()) return;
    if (const std::string* mapped = Mapped(name)) {
      if (!mapped->empty()) titles_.try_emplace(*mapped, name);
    } else {
      titles_.try_emplace(absl::StrCat(kPrefix, slug), name);
    }
  }

  void AddTag(const std::string& name) {
    const std::string* mapped = Mapped(name);
    if (mapped != nullptr && !mapped->empty()) titles_.try_emplace(*mapped, name);
    const std::string slug = TagSlug(name);
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
  // Where the rules have the name: its category, or "". Nothing where they have not.
  const std::string* Mapped(const std::string& name) const {
    const auto exact = rules_.category_map.find(name);
    if (exact != rules_.category_map.end()) return &exact->second;
    const auto alike = by_slug_.find(Slug(name));
    return alike == by_slug_.end() ? nullptr : alike->second;
  }

  const FilingRules& rules_;
  std::map<std::string, const std::string*> by_slug_;
  std::map<std::string, std::string> titles_;
  std::set<std::string> tags_;
};

// What comes first in an entry, or before another such name. Each name is looked at
// once in each place: entries may be many, and depend on each other in a row.
std::set<std::string> CertainCategories(const std::vector<Entry>& entries) {
  std::map<std::string, std::vector<std::pair<size_t, size_t>>> places;
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto& names = entries[i].category_names;
    for (size_t k = 0; k < names.size(); ++k) places[names[k]].emplace_back(i, k);
  }
  std::set<std::string> certain;
  std::vector<std::string> fresh;
  std::vector<size_t> taken(entries.size(), 0);
  const auto take = [&](size_t i, size_t count) {
    for (; taken[i] < count; ++taken[i]) {
      const std::string& name = entries[i].category_names[taken[i]];
      if (certain.insert(name).second) fresh.push_back(name);
    }
  };
  for (size_t i = 0; i < entries.size(); ++i) {
    take(i, std::min<size_t>(entries[i].category_names.size(), 1));
  }
  while (!fresh.empty()) {
    const std::string name = std::move(fresh.back());
    fresh.pop_back();
    for (const auto& [i, k] : places[name]) take(i, k + 1);
  }
  return certain;
}

}  // namespace

std::string TagSlug(std::string_view name) {
  std::string spoken(name);
  const bool sharp = spoken.size() > 1 && spoken.back() == '#' &&
                     absl::ascii_isalnum(static_cast<unsigned char>(spoken[spoken.size() - 2]));
  if (sharp) spoken.replace(spoken.size() - 1, 1, " sharp");
  return Slug(absl::StrReplaceAll(spoken, {{"++", " plus plus "}}));
}

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
  const std::set<std::string> categories = CertainCategories(document.entries);
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

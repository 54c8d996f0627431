#include "ingest/differences.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;
using google::protobuf::FieldDescriptor;
using google::protobuf::util::FieldMaskUtil;

constexpr size_t kExcerpt = 60;

// What sources say of an article; the rest follows from it, or is storage's.
constexpr const char* kFields[] = {
    "title",  "teaser_html", "body_html",     "authors",       "publish_time", "source_update_time",
    "rights", "image_uri",   "language_code", "canonical_uri", "source_guid",  "more"};

Article Only(const Article& article, const std::string& field) {
  google::protobuf::FieldMask mask;
  mask.add_paths(field);
  Article only;
  FieldMaskUtil::MergeMessageTo(article, mask, {}, &only);
  return only;
}

// Some characters of `text` around byte `from`; whole ones.
std::string Excerpt(const std::string& text, size_t from) {
  const auto inside = [&](size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  size_t begin = from > kExcerpt / 3 ? from - kExcerpt / 3 : 0;
  while (begin > 0 && inside(begin)) --begin;
  size_t end = std::min(begin + kExcerpt, text.size());
  while (inside(end)) ++end;
  return absl::StrCat(begin > 0 ? "…" : "", text.substr(begin, end - begin),
                      end < text.size() ? "…" : "");
}

std::string TextDifference(const std::string& field, const std::string& before,
                           const std::string& after) {
  const auto parted = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const size_t from = parted.first - before.begin();
  return absl::StrCat(field, ": \"", Excerpt(before, from), "\" -> \"", Excerpt(after, from), "\"");
}

template <class Names>
void AddNew(const char* field, const Names& before, const Names& after,
            std::vector<std::string>* differences) {
  const std::set<std::string> held(before.begin(), before.end());
  std::vector<std::string> added;
  for (const std::string& name : after) {
    if (!held.contains(name)) added.push_back(name);
  }
  if (!added.empty()) {
    differences->push_back(absl::StrCat(field, ": + ", absl::StrJoin(added, ", ")));
  }
}

}  // namespace

std::vector<std::string> Differences(const storage::v1::ArticleWrite& write, const Article& held) {
  const Article& article = write.article();
  const auto& paths = write.asserted_fields().paths();
  const std::set<std::string> asserted(paths.begin(), paths.end());
  std::vector<std::string> differences;
  for (const std::string field : kFields) {
    const Article before = Only(held, field);
    const Article after = Only(article, field);
    const std::string was = before.SerializeAsString();
    // Absence erases nothing.
    if (after.ByteSizeLong() == 0 || was == after.SerializeAsString()) continue;
    if (!was.empty() && !asserted.contains(field)) continue;
    const FieldDescriptor& descriptor = *Article::descriptor()->FindFieldByName(field);
    if (descriptor.type() == FieldDescriptor::TYPE_STRING && !descriptor.is_repeated()) {
      const auto* reflection = Article::GetReflection();
      differences.push_back(TextDifference(field, reflection->GetString(before, &descriptor),
                                           reflection->GetString(after, &descriptor)));
    } else {
      differences.push_back(absl::StrCat(field, was.empty() ? ": new" : ": changed"));
    }
  }
  AddNew("categories", held.categories(), article.categories(), &differences);
  AddNew("tags", held.tags(), article.tags(), &differences);
  return differences;
}

}  // namespace broadsheet::ingest

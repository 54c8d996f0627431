#include "ingest/prepare/entry.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/prepare/derived_fields.h"

namespace broadsheet::ingest {

Entry TakeRemains(Entry& entry) {
  const article::v1::Article& article = entry.article;
  Entry remains;
  remains.id = entry.id;
  remains.raw = std::move(entry.raw);
  if (article.has_source()) *remains.article.mutable_source() = article.source();
  remains.article.set_source_guid(article.source_guid());
  remains.article.set_canonical_uri(article.canonical_uri());
  return remains;
}

bool IsFull(Document& document) {
  // Entries take more memory than the bytes that they are read from.
  constexpr size_t kMaxEntries = 100'000;
  if (document.entries.size() < kMaxEntries && document.pages.size() < kMaxEntries &&
      document.sitemaps.size() < kMaxEntries) {
    return false;
  }
  document.errors.push_back(
      {absl::StrCat("entry ", kMaxEntries + 1), "",
       InvalidField("entries", absl::StrCat("more than ", kMaxEntries, "; the rest is left out"))});
  return true;
}

Entry EntryOfPush(const article::v1::Article& article) {
  Entry entry;
  entry.witness = Witness::kPublisher;
  entry.article = article;
  // As an export has them: to be made again of the body.
  if (!article.body_html().empty()) ClearDerived(&entry.article);
  entry.article.clear_derived_fields();
  entry.base_uri =
      article.canonical_uri().empty() ? article.source().site_uri() : article.canonical_uri();
  entry.id = article.source_guid().empty() ? article.canonical_uri() : article.source_guid();
  return entry;
}

}  // namespace broadsheet::ingest

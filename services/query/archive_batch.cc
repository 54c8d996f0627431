#include "query/archive_batch.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

void DropPathsOf(const std::unordered_set<std::string>& ids, ArchiveBatch& batch) {
  batch.paths.erase(std::remove_if(batch.paths.begin(), batch.paths.end(),
                                   [&](const auto& path) { return ids.count(path.second) != 0; }),
                    batch.paths.end());
}

void ReplacePathsOfRedacted(ArchiveBatch& batch) {
  std::unordered_set<std::string> redacted;
  for (const auto& article : batch.articles) {
    if (IsRedacted(article)) redacted.insert(IdOf(article));
  }
  if (redacted.empty()) return;
  batch.redacted_ids.assign(redacted.begin(), redacted.end());
  DropPathsOf(redacted, batch);
  for (const auto& article : batch.articles) {
    if (article.path_digest().empty()) continue;
    batch.paths.emplace_back(RedactedPath(article.path_digest()), IdOf(article));
  }
}

// Keeps the last article that a path came with.
void DropEarlierClaims(ArchiveBatch& batch) {
  std::unordered_set<std::string> seen;
  std::vector<std::pair<std::string, std::string>> kept;
  for (auto path = batch.paths.rbegin(); path != batch.paths.rend(); ++path) {
    if (seen.insert(path->first).second) kept.push_back(*path);
  }
  batch.paths = std::move(kept);
}

}  // namespace

article::v1::Article ChangedArticle(const storage::v1::ArticleChange& change) {
  const article::v1::Revision& revision = change.revision();
  if (revision.has_snapshot()) return revision.snapshot();
  article::v1::Article tombstone;
  const size_t end = revision.name().find("/revisions/");
  tombstone.set_name(revision.name().substr(0, end));
  *tombstone.mutable_update_time() = revision.create_time();
  return tombstone;
}

ArchiveBatch CollapseChanges(absl::Span<const storage::v1::Change* const> changes) {
  ArchiveBatch batch;
  std::unordered_map<std::string, size_t> articles;
  std::unordered_map<std::string, size_t> categories;
  for (const storage::v1::Change* change : changes) {
    if (change->has_category()) {
      const auto [at, is_new] =
          categories.emplace(change->category().name(), batch.categories.size());
      if (is_new) batch.categories.emplace_back();
      batch.categories[at->second] = change->category();
    } else if (change->has_article()) {
      article::v1::Article article = ChangedArticle(change->article());
      const std::string id = IdOf(article);
      if (!article.path().empty()) batch.paths.emplace_back(article.path(), id);
      const auto [at, is_new] = articles.emplace(id, batch.articles.size());
      if (is_new) batch.articles.emplace_back();
      batch.articles[at->second] = std::move(article);
    }
  }
  ReplacePathsOfRedacted(batch);
  DropEarlierClaims(batch);
  return batch;
}

std::string RedactedPath(std::string_view digest) {
  return absl::StrCat("sha256:", absl::BytesToHexString(std::string(digest)));
}

std::string IdOf(const article::v1::Article& article) {
  return std::string(absl::StripPrefix(article.name(), "articles/"));
}

std::string TeaserBytes(const article::v1::Article& article) {
  article::v1::Article teaser = article;
  teaser.clear_body_html();
  teaser.clear_body_text();
  teaser.clear_links();
  return teaser.SerializeAsString();
}

std::string BodyBytes(const article::v1::Article& article) {
  article::v1::Article body;
  body.set_body_html(article.body_html());
  body.set_body_text(article.body_text());
  return body.SerializeAsString();
}

absl::Time ListTime(const article::v1::Article& article) {
  return absl::FromUnixSeconds(article.list_time().seconds()) +
         absl::Nanoseconds(article.list_time().nanos());
}

}  // namespace broadsheet::query

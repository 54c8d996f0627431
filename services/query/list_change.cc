#include "query/list_change.h"

#include <algorithm>
#include <utility>

#include "query/archive_batch.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

bool IsRedaction(const storage::v1::Change& change) {
  return change.article().revision().kind() == article::v1::Revision::KIND_REDACTED;
}

ListChange ToListChange(const storage::v1::Change& change, const CategoryTree& tree,
                        Listing& held) {
  const article::v1::Article article = ChangedArticle(change.article());
  ListChange result;
  result.position = change.cursor().position();
  result.commit_id = change.cursor().commit_id();
  result.article_id = IdOf(article);
  result.after = {ArticleTerms(article, tree), ListTime(article)};
  result.retracted = IsRedaction(change) && IsRedacted(article);
  const bool is_listed = !result.after.terms.empty();
  result.teaser = is_listed ? TeaserBytes(article) : StubOf(article).SerializeAsString();
  Listing before = std::exchange(held, result.after);
  if (!IsRedaction(change)) result.before = std::move(before);
  return result;
}

bool WasAndIsNowhere(const ListChange& change) {
  return change.before.has_value() && change.before->terms.empty() && change.after.terms.empty();
}

}  // namespace

article::v1::Article StubOf(const article::v1::Article& article) {
  article::v1::Article stub;
  stub.set_name(article.name());
  stub.set_revision(article.revision());
  stub.set_merged_into(article.merged_into());
  if (article.has_update_time()) *stub.mutable_update_time() = article.update_time();
  if (article.has_delete_time()) *stub.mutable_delete_time() = article.delete_time();
  return stub;
}

std::vector<ListChange> ListChangesOf(absl::Span<const storage::v1::Change* const> changes,
                                      const CategoryTree& tree,
                                      std::map<std::string, Listing> held) {
  std::vector<ListChange> all;
  for (const storage::v1::Change* change : changes) {
    if (!change->has_article()) continue;
    const std::string id = IdOf(ChangedArticle(change->article()));
    ListChange next = ToListChange(*change, tree, held[id]);
    if (IsRedaction(*change)) {
      all.erase(std::remove_if(all.begin(), all.end(),
                               [&](const ListChange& past) { return past.article_id == id; }),
                all.end());
    }
    if (!WasAndIsNowhere(next)) all.push_back(std::move(next));
  }
  return all;
}

std::vector<std::string> RedactedIds(absl::Span<const storage::v1::Change* const> changes) {
  std::vector<std::string> ids;
  for (const storage::v1::Change* change : changes) {
    if (IsRedaction(*change)) ids.push_back(IdOf(ChangedArticle(change->article())));
  }
  return ids;
}

}  // namespace broadsheet::query

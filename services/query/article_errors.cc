#include "query/article_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/terms.h"

namespace broadsheet::query {

absl::Status NoArticle(const std::string& asked) {
  return WithReason(absl::NotFoundError(absl::StrCat("there is no article ", asked)),
                    "ARTICLE_NOT_FOUND", {{"article", asked}});
}

absl::Status ArticleDeleted(const std::string& asked, const std::string& id) {
  return WithReason(absl::NotFoundError(absl::StrCat("the article is deleted: ", asked)),
                    "ARTICLE_DELETED", {{"article", asked}, {"name", "articles/" + id}});
}

bool IsHidden(const article::v1::Article& article) {
  return article.has_delete_time() && !IsRedacted(article);
}

bool IsHidden(const StoredArticle& stored) {
  article::v1::Article article;
  return stored.deleted && (!article.ParseFromString(stored.teaser) || IsHidden(article));
}

}  // namespace broadsheet::query

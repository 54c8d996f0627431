#include "cli/articles.h"

#include "absl/strings/match.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {

using article::v1::Article;

absl::StatusOr<std::string> NameOf(const Session& session, const std::string& key) {
  if (absl::StartsWith(key, "articles/")) return key;
  const absl::StatusOr<Article> article =
      Call(session, Service::kQuery, &query::v1::QueryService::Stub::GetArticle, GetRequest(key));
  if (article.ok()) return article->name();
  const std::string deleted =
      Reason(article.status()) == "ARTICLE_DELETED" ? ReasonMetadata(article.status(), "name") : "";
  if (!deleted.empty()) return deleted;
  return Annotate(article.status(), key);
}

absl::StatusOr<Article> CurrentArticle(const Session& session, const std::string& key) {
  storage::v1::GetArticleRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, key));
  absl::StatusOr<Article> article =
      Call(session, Service::kStorage, &storage::v1::StorageService::Stub::GetArticle, request);
  if (!article.ok()) return Annotate(article.status(), key);
  return article;
}

}  // namespace broadsheet::cli

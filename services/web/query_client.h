// What the pages ask of the query service.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "common/rpc/call.h"

namespace grpc {
class Channel;
}

namespace broadsheet::web {

// Blocking calls, with the deadline and the trace of the `call` that they are
// part of. Errors are query's own, with their details. Thread-safe.
class QueryClient {
 public:
  explicit QueryClient(const std::shared_ptr<grpc::Channel>& channel);
  ~QueryClient();

  absl::StatusOr<article::v1::Article> GetArticle(
      const Call& call, const query::v1::GetArticleRequest& request) const;
  absl::StatusOr<query::v1::ListArticlesResponse> ListArticles(
      const Call& call, const query::v1::ListArticlesRequest& request) const;
  absl::StatusOr<query::v1::SearchArticlesResponse> SearchArticles(
      const Call& call, const query::v1::SearchArticlesRequest& request) const;
  absl::StatusOr<query::v1::ListRelatedResponse> ListRelated(
      const Call& call, const query::v1::ListRelatedRequest& request) const;
  absl::StatusOr<query::v1::ListFacetsResponse> ListFacets(
      const Call& call, const query::v1::ListFacetsRequest& request) const;
  absl::StatusOr<query::v1::ListRevisionsResponse> ListRevisions(
      const Call& call, const query::v1::ListRevisionsRequest& request) const;
  absl::StatusOr<query::v1::ListCategoriesResponse> ListCategories(const Call& call) const;

 private:
  struct Stub;
  std::unique_ptr<Stub> stub_;
};

}  // namespace broadsheet::web

#include "web/query_client.h"

#include <utility>

#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"

namespace broadsheet::web {

using query::v1::QueryService;

struct QueryClient::Stub {
  std::unique_ptr<QueryService::StubInterface> rpc;

  template <class Request, class Response>
  absl::StatusOr<Response> Run(grpc::Status (QueryService::StubInterface::*method)(
                                   grpc::ClientContext*, const Request&, Response*),
                               const Call& call, const Request& request) const {
    const std::unique_ptr<grpc::ClientContext> context = ContextFor(call);
    Response response;
    const grpc::Status status = (rpc.get()->*method)(context.get(), request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }
};

QueryClient::QueryClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(std::make_unique<Stub>(Stub{QueryService::NewStub(channel)})) {}

QueryClient::~QueryClient() = default;

absl::StatusOr<article::v1::Article> QueryClient::GetArticle(
    const Call& call, const query::v1::GetArticleRequest& request) const {
  return stub_->Run(&QueryService::StubInterface::GetArticle, call, request);
}

absl::StatusOr<query::v1::ListArticlesResponse> QueryClient::ListArticles(
    const Call& call, const query::v1::ListArticlesRequest& request) const {
  return stub_->Run(&QueryService::StubInterface::ListArticles, call, request);
}

absl::StatusOr<query::v1::SearchArticlesResponse> QueryClient::SearchArticles(
    const Call& call, const query::v1::SearchArticlesRequest& request) const {
  return stub_->Run(&QueryService::StubInterface::SearchArticles, call, request);
}

absl::StatusOr<query::v1::ListRelatedResponse> QueryClient::ListRelated(
    const Call& call, const query::v1::ListRelatedRequest& request) const {
  return stub_->Run(&QueryService::StubInterface::ListRelated, call, request);
}

absl::StatusOr<query::v1::ListFacetsResponse> QueryClient::ListFacets(
    const Call& call, const query::v1::ListFacetsRequest& request) const {
  return stub_->Run(&QueryService::StubInterface::ListFacets, call, request);
}

absl::StatusOr<query::v1::ListRevisionsResponse> QueryClient::ListRevisions(
    const Call& call, const query::v1::ListRevisionsRequest& request) const {
  return stub_->Run(&QueryService::StubInterface::ListRevisions, call, request);
}

absl::StatusOr<query::v1::ListCategoriesResponse> QueryClient::ListCategories(
    const Call& call) const {
  return stub_->Run(&QueryService::StubInterface::ListCategories, call,
                    query::v1::ListCategoriesRequest());
}

}  // namespace broadsheet::web

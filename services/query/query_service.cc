#include "query/query_service.h"

namespace broadsheet::query {
namespace {

RpcRunner::Options RunnerOptions() {
  RpcRunner::Options options;
  options.service = v1::QueryService::service_full_name();
  // Calls that wait for `read_after` hold a thread each.
  options.max_unary = 64;
  return options;
}

}  // namespace

QueryService::QueryService(const ArticleReader& reader, const Searcher& searcher,
                           const StatusReport& status, Metrics& metrics)
    : reader_(reader), searcher_(searcher), status_(status), rpc_(RunnerOptions(), metrics) {}

grpc::ServerUnaryReactor* QueryService::GetArticle(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* in,
                                                   grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::GetArticleRequest>(
      context, "GetArticle", in, out,
      [this](const Call& call, const auto& request) { return reader_.GetArticle(call, request); });
}

grpc::ServerUnaryReactor* QueryService::BatchGetArticles(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* in,
                                                         grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::BatchGetArticlesRequest>(context, "BatchGetArticles", in, out,
                                                 [this](const Call& call, const auto& request) {
                                                   return reader_.BatchGetArticles(call, request);
                                                 });
}

grpc::ServerUnaryReactor* QueryService::ListArticles(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* in,
                                                     grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::ListArticlesRequest>(context, "ListArticles", in, out,
                                             [this](const Call& call, const auto& request) {
                                               return reader_.ListArticles(call, request);
                                             });
}

grpc::ServerUnaryReactor* QueryService::ListCategories(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* in,
                                                       grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::ListCategoriesRequest>(context, "ListCategories", in, out,
                                               [this](const Call& call, const auto& request) {
                                                 return reader_.ListCategories(call, request);
                                               });
}

grpc::ServerUnaryReactor* QueryService::ListRevisions(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* in,
                                                      grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::ListRevisionsRequest>(context, "ListRevisions", in, out,
                                              [this](const Call& call, const auto& request) {
                                                return reader_.ListRevisions(call, request);
                                              });
}

grpc::ServerUnaryReactor* QueryService::ListFacets(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* in,
                                                   grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::ListFacetsRequest>(
      context, "ListFacets", in, out,
      [this](const Call& call, const auto& request) { return reader_.ListFacets(call, request); });
}

grpc::ServerUnaryReactor* QueryService::SearchArticles(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* in,
                                                       grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::SearchArticlesRequest>(context, "SearchArticles", in, out,
                                               [this](const Call& call, const auto& request) {
                                                 return searcher_.SearchArticles(call, request);
                                               });
}

grpc::ServerUnaryReactor* QueryService::GetStatus(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* in,
                                                  grpc::ByteBuffer* out) {
  return rpc_.Unary<v1::GetStatusRequest>(
      context, "GetStatus", in, out,
      [this](const Call& call, const auto&) { return status_.Get(call.deadline); });
}

}  // namespace broadsheet::query

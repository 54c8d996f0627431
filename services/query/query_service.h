// The RPC edge of query.
#pragma once

#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "common/metrics.h"
#include "common/rpc/environment.h"
#include "common/rpc/runner.h"
#include "query/article_reader.h"
#include "query/related_reader.h"
#include "query/search/searcher.h"
#include "query/status_report.h"
#include "query/watch/article_watch.h"

namespace broadsheet::query {

namespace internal {
using Service = v1::QueryService;
using GetArticle = Service::WithRawCallbackMethod_GetArticle<Service::CallbackService>;
using BatchGetArticles = Service::WithRawCallbackMethod_BatchGetArticles<GetArticle>;
using ListArticles = Service::WithRawCallbackMethod_ListArticles<BatchGetArticles>;
using ListCategories = Service::WithRawCallbackMethod_ListCategories<ListArticles>;
using ListRevisions = Service::WithRawCallbackMethod_ListRevisions<ListCategories>;
using SearchArticles = Service::WithRawCallbackMethod_SearchArticles<ListRevisions>;
using ListFacets = Service::WithRawCallbackMethod_ListFacets<SearchArticles>;
using ListRelated = Service::WithRawCallbackMethod_ListRelated<ListFacets>;
using WatchArticles = Service::WithRawCallbackMethod_WatchArticles<ListRelated>;
using RawQueryService = Service::WithRawCallbackMethod_GetStatus<WatchArticles>;
}  // namespace internal

// Hands each call to what answers it. Thread-safe.
class QueryService final : public internal::RawQueryService {
 public:
  // All must outlive it.
  QueryService(const ArticleReader& reader, const Searcher& searcher, const RelatedReader& related,
               AnswerCache& answers, const StatusReport& status, const WatchSources& watches_from,
               const RpcEnvironment& rpc);

  // Endless streams end from now on.
  void Drain();

  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* BatchGetArticles(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* in,
                                             grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ListArticles(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* in,
                                         grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ListCategories(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* in,
                                           grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ListRevisions(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* in,
                                          grpc::ByteBuffer* out) override;

  grpc::ServerUnaryReactor* SearchArticles(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* in,
                                           grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ListFacets(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ListRelated(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchArticles(grpc::CallbackServerContext* context,
                                                            const grpc::ByteBuffer* in) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;

 private:
  // Before an answer is made, it is looked up as the request came: on gRPC's thread, unparsed.
  std::optional<grpc::ByteBuffer> Kept(const char* method, const grpc::ByteBuffer& in);
  absl::StatusOr<grpc::ByteBuffer> Search(const Call& call,
                                          const v1::SearchArticlesRequest& request);

  const ArticleReader& reader_;
  const Searcher& searcher_;
  const RelatedReader& related_;
  AnswerCache& answers_;
  const StatusReport& status_;
  const WatchSources watches_from_;
  // Of their own, so that none of them holds up the others: what PostgreSQL answers, what
  // storage is asked for, what computes, and what is answered whatever the others do.
  RpcRunner reads_;
  RpcRunner history_;
  RpcRunner searches_;
  RpcRunner watches_;
  RpcRunner light_;
};

}  // namespace broadsheet::query

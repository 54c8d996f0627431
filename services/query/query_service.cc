#include "query/query_service.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "common/rpc/message.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

RpcRunner::Options OptionsWith(const RpcEnvironment& rpc, int threads) {
  RpcRunner::Options options;
  options.service = v1::QueryService::service_full_name();
  options.limits = rpc.limits;
  options.callers = rpc.callers;
  options.quotas = rpc.quotas;
  options.max_unary = threads;
  return options;
}

// What is little, and wanted while all else is busy.
RpcRunner::Options ForLight(const RpcEnvironment& rpc) {
  RpcRunner::Options options = OptionsWith(rpc, /*threads=*/2);
  options.niceness = 0;
  return options;
}

// Streams, which take few threads together.
RpcRunner::Options ForWatches(const RpcEnvironment& rpc, absl::Duration heartbeat) {
  RpcRunner::Options options = OptionsWith(rpc, /*threads=*/1);
  options.max_messages = 4;
  options.stream_rest = heartbeat;
  return options;
}

// A search computes: more of them at once would only take each other's time.
int Cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

// Their queue is short: who has to wait longer than a second or two asks again.
RpcRunner::Options ForSearches(const RpcEnvironment& rpc) {
  RpcRunner::Options options = OptionsWith(rpc, Cores());
  options.limits.max_queued_calls = std::min(options.limits.max_queued_calls, 32 * Cores());
  return options;
}

// Whether `in` asks for an article as it once was, which storage knows.
bool IsOfHistory(const grpc::ByteBuffer& in) {
  v1::GetArticleRequest request;
  return ParseMessage(in, &request).ok() && request.has_as_of();
}

// Whether `in` asks for the articles that have a text, which is a search.
template <class Request>
bool HasText(const grpc::ByteBuffer& in) {
  Request request;
  return ParseMessage(in, &request).ok() && !request.filter().text().empty();
}

}  // namespace

QueryService::QueryService(const ArticleReader& reader, const Searcher& searcher,
                           const RelatedReader& related, AnswerCache& answers,
                           const StatusReport& status, const WatchSources& watches_from,
                           const RpcEnvironment& rpc)
    : reader_(reader),
      searcher_(searcher),
      related_(related),
      answers_(answers),
      status_(status),
      watches_from_(watches_from),
      reads_(OptionsWith(rpc, /*threads=*/16), rpc.metrics),
      history_(OptionsWith(rpc, /*threads=*/16), rpc.metrics),
      searches_(ForSearches(rpc), rpc.metrics),
      watches_(ForWatches(rpc, watches_from.heartbeat), rpc.metrics),
      light_(ForLight(rpc), rpc.metrics) {}

void QueryService::Drain() {
  for (RpcRunner* runner : {&reads_, &history_, &searches_, &watches_, &light_}) runner->Drain();
}

std::optional<grpc::ByteBuffer> QueryService::Kept(const char* method, const grpc::ByteBuffer& in) {
  return answers_.Find(AnswerCache::KeyOf(method, in));
}

grpc::ServerUnaryReactor* QueryService::GetArticle(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* in,
                                                   grpc::ByteBuffer* out) {
  std::optional<grpc::ByteBuffer> kept = Kept("GetArticle", *in);
  RpcRunner& runner = !kept && IsOfHistory(*in) ? history_ : reads_;
  return runner.Unary<v1::GetArticleRequest>(
      context, "GetArticle", in, out,
      [this](const Call& call, const auto& request) { return reader_.GetArticle(call, request); },
      std::move(kept));
}

grpc::ServerUnaryReactor* QueryService::BatchGetArticles(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* in,
                                                         grpc::ByteBuffer* out) {
  return reads_.Unary<v1::BatchGetArticlesRequest>(context, "BatchGetArticles", in, out,
                                                   [this](const Call& call, const auto& request) {
                                                     return reader_.BatchGetArticles(call, request);
                                                   });
}

grpc::ServerUnaryReactor* QueryService::ListArticles(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* in,
                                                     grpc::ByteBuffer* out) {
  std::optional<grpc::ByteBuffer> kept = Kept("ListArticles", *in);
  RpcRunner& runner = !kept && HasText<v1::ListArticlesRequest>(*in) ? searches_ : reads_;
  return runner.Unary<v1::ListArticlesRequest>(
      context, "ListArticles", in, out,
      [this](const Call& call, const auto& request) { return reader_.ListArticles(call, request); },
      std::move(kept));
}

grpc::ServerUnaryReactor* QueryService::ListCategories(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* in,
                                                       grpc::ByteBuffer* out) {
  return reads_.Unary<v1::ListCategoriesRequest>(
      context, "ListCategories", in, out,
      [this](const Call& call, const auto& request) {
        return reader_.ListCategories(call, request);
      },
      Kept("ListCategories", *in));
}

grpc::ServerUnaryReactor* QueryService::ListRevisions(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* in,
                                                      grpc::ByteBuffer* out) {
  return history_.Unary<v1::ListRevisionsRequest>(context, "ListRevisions", in, out,
                                                  [this](const Call& call, const auto& request) {
                                                    return reader_.ListRevisions(call, request);
                                                  });
}

grpc::ServerUnaryReactor* QueryService::ListFacets(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* in,
                                                   grpc::ByteBuffer* out) {
  std::optional<grpc::ByteBuffer> kept = Kept("ListFacets", *in);
  RpcRunner& runner = !kept && HasText<v1::ListFacetsRequest>(*in) ? searches_ : reads_;
  return runner.Unary<v1::ListFacetsRequest>(
      context, "ListFacets", in, out,
      [this](const Call& call, const auto& request) { return reader_.ListFacets(call, request); },
      std::move(kept));
}

absl::StatusOr<grpc::ByteBuffer> QueryService::Search(const Call& call,
                                                      const v1::SearchArticlesRequest& request) {
  RETURN_IF_ERROR(searcher_.Await(call, request.read_after()));
  v1::SearchArticlesRequest kept_by = request;
  kept_by.clear_read_after();
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    ASSIGN_OR_RETURN(const v1::SearchArticlesResponse found,
                     searcher_.SearchArticles(call, request));
    return AnswerCache::Answer{SerializeMessage(found), {kSearchCollection}};
  };
  return answers_.Get(call, AnswerCache::KeyOf("SearchArticles", kept_by), make);
}

grpc::ServerUnaryReactor* QueryService::SearchArticles(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* in,
                                                       grpc::ByteBuffer* out) {
  return searches_.Unary<v1::SearchArticlesRequest>(
      context, "SearchArticles", in, out,
      [this](const Call& call, const auto& request) { return Search(call, request); },
      Kept("SearchArticles", *in));
}

grpc::ServerUnaryReactor* QueryService::ListRelated(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* in,
                                                    grpc::ByteBuffer* out) {
  return searches_.Unary<v1::ListRelatedRequest>(
      context, "ListRelated", in, out,
      [this](const Call& call, const auto& request) { return related_.ListRelated(call, request); },
      Kept("ListRelated", *in));
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* QueryService::WatchArticles(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* in) {
  return watches_.WatchFor<v1::WatchArticlesRequest, v1::WatchArticlesResponse>(
      context, "WatchArticles", in,
      [this](const auto& request) { return NewArticleWatch(watches_from_, request); });
}

grpc::ServerUnaryReactor* QueryService::GetStatus(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* in,
                                                  grpc::ByteBuffer* out) {
  return light_.Unary<v1::GetStatusRequest>(
      context, "GetStatus", in, out,
      [this](const Call& call, const auto&) { return status_.Get(call.deadline); });
}

}  // namespace broadsheet::query

#include "ingest/ingest_service.h"

#include <google/protobuf/empty.pb.h>

#include <algorithm>

#include "common/status.h"

namespace broadsheet::ingest {
namespace {

using google::protobuf::Empty;
using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

constexpr char kServiceName[] = "broadsheet.ingest.v1.IngestService";
constexpr int kMaxFetches = 32;
// Each may hold a feed file of 64 MiB.
constexpr int kMaxImports = 16;

RpcRunner::Options OptionsWith(const RpcEnvironment& rpc, int threads) {
  RpcRunner::Options options;
  options.service = kServiceName;
  options.limits = rpc.limits;
  options.callers = rpc.callers;
  options.quotas = rpc.quotas;
  options.max_unary = threads;
  return options;
}

RpcRunner::Options FetchingOptions(const RpcEnvironment& rpc) {
  RpcRunner::Options options = OptionsWith(rpc, kMaxFetches);
  options.limits.max_open_streams = std::min(options.limits.max_open_streams, kMaxImports);
  options.default_timeout = absl::Minutes(10);
  options.slow = absl::Minutes(1);
  return options;
}

// What is little, and wanted while all else is busy.
RpcRunner::Options LightOptions(const RpcEnvironment& rpc) {
  RpcRunner::Options options = OptionsWith(rpc, /*threads=*/4);
  options.niceness = 0;
  return options;
}

absl::StatusOr<Empty> OrEmpty(const absl::Status& status) {
  if (!status.ok()) return status;
  return Empty();
}

}  // namespace

IngestService::IngestService(const IngestParts& parts, const RpcEnvironment& rpc)
    : parts_(parts),
      quick_(OptionsWith(rpc, /*threads=*/16), rpc.metrics),
      fetching_(FetchingOptions(rpc), rpc.metrics),
      light_(LightOptions(rpc), rpc.metrics) {}

void IngestService::Drain() {
  quick_.Drain();
  fetching_.Drain();
  light_.Drain();
}

ServerUnaryReactor* IngestService::PushArticle(CallbackServerContext* context, const ByteBuffer* in,
                                               ByteBuffer* out) {
  return quick_.Unary<v1::PushArticleRequest>(
      context, "PushArticle", in, out,
      [this](const Call& call, const v1::PushArticleRequest& request) {
        return parts_.push.PushArticle(call, request);
      });
}

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* IngestService::PushArticles(
    CallbackServerContext* context) {
  return quick_.Converse<v1::PushArticlesRequest, v1::PushArticlesResponse>(
      context, "PushArticles", parts_.push.NewStream());
}

ServerUnaryReactor* IngestService::EditArticle(CallbackServerContext* context, const ByteBuffer* in,
                                               ByteBuffer* out) {
  return quick_.Unary<v1::EditArticleRequest>(
      context, "EditArticle", in, out,
      [this](const Call& call, const v1::EditArticleRequest& request) {
        return parts_.editor.Edit(call, request);
      });
}

ServerUnaryReactor* IngestService::DeleteArticle(CallbackServerContext* context,
                                                 const ByteBuffer* in, ByteBuffer* out) {
  return quick_.Unary<v1::DeleteArticleRequest>(
      context, "DeleteArticle", in, out,
      [this](const Call& call, const v1::DeleteArticleRequest& request) {
        return parts_.editor.Delete(call, request);
      });
}

ServerUnaryReactor* IngestService::UndeleteArticle(CallbackServerContext* context,
                                                   const ByteBuffer* in, ByteBuffer* out) {
  return quick_.Unary<v1::UndeleteArticleRequest>(
      context, "UndeleteArticle", in, out,
      [this](const Call& call, const v1::UndeleteArticleRequest& request) {
        return parts_.editor.Undelete(call, request);
      });
}

ServerUnaryReactor* IngestService::RedactArticle(CallbackServerContext* context,
                                                 const ByteBuffer* in, ByteBuffer* out) {
  return quick_.Unary<v1::RedactArticleRequest>(
      context, "RedactArticle", in, out,
      [this](const Call& call, const v1::RedactArticleRequest& request) {
        return parts_.editor.Redact(call, request);
      });
}

ServerUnaryReactor* IngestService::CreateFeed(CallbackServerContext* context, const ByteBuffer* in,
                                              ByteBuffer* out) {
  return fetching_.Unary<v1::CreateFeedRequest>(
      context, "CreateFeed", in, out,
      [this](const Call& call, const v1::CreateFeedRequest& request) {
        return parts_.discovery.Create(call, request);
      });
}

ServerUnaryReactor* IngestService::GetFeed(CallbackServerContext* context, const ByteBuffer* in,
                                           ByteBuffer* out) {
  return light_.Unary<v1::GetFeedRequest>(
      context, "GetFeed", in, out, [this](const Call& call, const v1::GetFeedRequest& request) {
        return parts_.feeds.Get(call.deadline, request);
      });
}

ServerUnaryReactor* IngestService::ListFeeds(CallbackServerContext* context, const ByteBuffer* in,
                                             ByteBuffer* out) {
  return light_.Unary<v1::ListFeedsRequest>(
      context, "ListFeeds", in, out, [this](const Call& call, const v1::ListFeedsRequest& request) {
        return parts_.feeds.List(call.deadline, request);
      });
}

ServerUnaryReactor* IngestService::UpdateFeed(CallbackServerContext* context, const ByteBuffer* in,
                                              ByteBuffer* out) {
  return light_.Unary<v1::UpdateFeedRequest>(
      context, "UpdateFeed", in, out,
      [this](const Call& call, const v1::UpdateFeedRequest& request) {
        return parts_.feeds.Update(call.deadline, request);
      });
}

ServerUnaryReactor* IngestService::DeleteFeed(CallbackServerContext* context, const ByteBuffer* in,
                                              ByteBuffer* out) {
  return light_.Unary<v1::DeleteFeedRequest>(
      context, "DeleteFeed", in, out,
      [this](const Call& call, const v1::DeleteFeedRequest& request) {
        return OrEmpty(parts_.feeds.Delete(call.deadline, request));
      });
}

ServerUnaryReactor* IngestService::PollFeed(CallbackServerContext* context, const ByteBuffer* in,
                                            ByteBuffer* out) {
  return fetching_.Unary<v1::PollFeedRequest>(
      context, "PollFeed", in, out, [this](const Call& call, const v1::PollFeedRequest& request) {
        return parts_.poller.PollNow(call, request);
      });
}

ServerUnaryReactor* IngestService::FetchPage(CallbackServerContext* context, const ByteBuffer* in,
                                             ByteBuffer* out) {
  return fetching_.Unary<v1::FetchPageRequest>(
      context, "FetchPage", in, out, [this](const Call& call, const v1::FetchPageRequest& request) {
        return parts_.crawler.FetchPage(call, request);
      });
}

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* IngestService::ImportArchive(
    CallbackServerContext* context) {
  return fetching_.Converse<v1::ImportArchiveRequest, v1::ImportProgress>(
      context, "ImportArchive", parts_.importer.NewImport());
}

ServerUnaryReactor* IngestService::ListRejects(CallbackServerContext* context, const ByteBuffer* in,
                                               ByteBuffer* out) {
  return light_.Unary<v1::ListRejectsRequest>(
      context, "ListRejects", in, out,
      [this](const Call& call, const v1::ListRejectsRequest& request) {
        return parts_.quarantine.List(call.deadline, request);
      });
}

ServerUnaryReactor* IngestService::GetReject(CallbackServerContext* context, const ByteBuffer* in,
                                             ByteBuffer* out) {
  return light_.Unary<v1::GetRejectRequest>(
      context, "GetReject", in, out, [this](const Call& call, const v1::GetRejectRequest& request) {
        return parts_.quarantine.GetReject(call.deadline, request);
      });
}

ServerUnaryReactor* IngestService::RetryReject(CallbackServerContext* context, const ByteBuffer* in,
                                               ByteBuffer* out) {
  return quick_.Unary<v1::RetryRejectRequest>(
      context, "RetryReject", in, out,
      [this](const Call& call, const v1::RetryRejectRequest& request) {
        return parts_.retry.RetryReject(call, request);
      });
}

ServerUnaryReactor* IngestService::DeleteReject(CallbackServerContext* context,
                                                const ByteBuffer* in, ByteBuffer* out) {
  return light_.Unary<v1::DeleteRejectRequest>(
      context, "DeleteReject", in, out,
      [this](const Call& call, const v1::DeleteRejectRequest& request) {
        return OrEmpty(parts_.quarantine.Delete(call.deadline, request.name()));
      });
}

ServerUnaryReactor* IngestService::ReparseFetches(CallbackServerContext* context,
                                                  const ByteBuffer* in, ByteBuffer* out) {
  return fetching_.Unary<v1::ReparseFetchesRequest>(
      context, "ReparseFetches", in, out,
      [this](const Call& call, const v1::ReparseFetchesRequest& request) {
        return parts_.reparse.ReparseFetches(call, request);
      });
}

ServerUnaryReactor* IngestService::GetStatus(CallbackServerContext* context, const ByteBuffer* in,
                                             ByteBuffer* out) {
  return light_.Unary<v1::GetStatusRequest>(context, "GetStatus", in, out,
                                            [this](const Call& call, const v1::GetStatusRequest&) {
                                              return parts_.status.Get(call.deadline);
                                            });
}

}  // namespace broadsheet::ingest

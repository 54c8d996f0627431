// The RPCs of ingest: each reads its request, calls, and answers.
#pragma once

#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "common/metrics.h"
#include "common/rpc/environment.h"
#include "common/rpc/runner.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/editor.h"
#include "ingest/feeds/feed_discovery.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/feeds/poller.h"
#include "ingest/imports/importer.h"
#include "ingest/push.h"
#include "ingest/quarantine/quarantine.h"
#include "ingest/reparse.h"
#include "ingest/retry.h"
#include "ingest/status_report.h"

namespace broadsheet::ingest {
namespace internal {

// All methods are served from bytes.
using Service = v1::IngestService;
using RawPushArticle = Service::WithRawCallbackMethod_PushArticle<Service::Service>;
using RawPushArticles = Service::WithRawCallbackMethod_PushArticles<RawPushArticle>;
using RawEditArticle = Service::WithRawCallbackMethod_EditArticle<RawPushArticles>;
using RawDeleteArticle = Service::WithRawCallbackMethod_DeleteArticle<RawEditArticle>;
using RawUndeleteArticle = Service::WithRawCallbackMethod_UndeleteArticle<RawDeleteArticle>;
using RawRedactArticle = Service::WithRawCallbackMethod_RedactArticle<RawUndeleteArticle>;
using RawCreateFeed = Service::WithRawCallbackMethod_CreateFeed<RawRedactArticle>;
using RawGetFeed = Service::WithRawCallbackMethod_GetFeed<RawCreateFeed>;
using RawListFeeds = Service::WithRawCallbackMethod_ListFeeds<RawGetFeed>;
using RawUpdateFeed = Service::WithRawCallbackMethod_UpdateFeed<RawListFeeds>;
using RawDeleteFeed = Service::WithRawCallbackMethod_DeleteFeed<RawUpdateFeed>;
using RawPollFeed = Service::WithRawCallbackMethod_PollFeed<RawDeleteFeed>;
using RawFetchPage = Service::WithRawCallbackMethod_FetchPage<RawPollFeed>;
using RawImportArchive = Service::WithRawCallbackMethod_ImportArchive<RawFetchPage>;
using RawListRejects = Service::WithRawCallbackMethod_ListRejects<RawImportArchive>;
using RawGetReject = Service::WithRawCallbackMethod_GetReject<RawListRejects>;
using RawRetryReject = Service::WithRawCallbackMethod_RetryReject<RawGetReject>;
using RawDeleteReject = Service::WithRawCallbackMethod_DeleteReject<RawRetryReject>;
using RawReparse = Service::WithRawCallbackMethod_ReparseFetches<RawDeleteReject>;
using RawGetStatus = Service::WithRawCallbackMethod_GetStatus<RawReparse>;

}  // namespace internal

// What the RPCs work with. All must outlive the service.
struct IngestParts {
  Push& push;
  Editor& editor;
  FeedRegistry& feeds;
  FeedDiscovery& discovery;
  Poller& poller;
  PageCrawler& crawler;
  Importer& importer;
  Quarantine& quarantine;
  Retry& retry;
  Reparse& reparse;
  StatusReport& status;
};

// Thread-safe.
class IngestService final : public internal::RawGetStatus {
 public:
  IngestService(const IngestParts& parts, const RpcEnvironment& rpc);

  // Ends streams and crawls that would go on.
  void Drain();

  grpc::ServerUnaryReactor* PushArticle(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* PushArticles(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* EditArticle(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* DeleteArticle(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* in,
                                          grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* UndeleteArticle(grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* in,
                                            grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* RedactArticle(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* in,
                                          grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* CreateFeed(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* GetFeed(grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ListFeeds(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* UpdateFeed(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* DeleteFeed(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* PollFeed(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* FetchPage(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ImportArchive(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* ListRejects(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* GetReject(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* RetryReject(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* DeleteReject(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* in,
                                         grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* ReparseFetches(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* in,
                                           grpc::ByteBuffer* out) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override;

 private:
  const IngestParts parts_;
  // Fetching takes long: it must not hold up pushes.
  RpcRunner quick_;
  RpcRunner fetching_;
  // Feeds and rejects are looked at, and changed, while storage is away.
  RpcRunner light_;
};

}  // namespace broadsheet::ingest

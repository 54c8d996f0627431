// The RPC edge of storage.
#pragma once

#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/environment.h"
#include "common/rpc/runner.h"
#include "storage/article_fetcher.h"
#include "storage/categories.h"
#include "storage/change_log.h"
#include "storage/editor.h"
#include "storage/head.h"
#include "storage/merger.h"
#include "storage/reader.h"
#include "storage/redactor.h"
#include "storage/splitter.h"
#include "storage/write_queue.h"

namespace broadsheet::storage {

// Every method is a callback one: gRPC needs no threads of its own for the rest.
using StatusMethod =
    v1::StorageService::WithRawCallbackMethod_GetStatus<v1::StorageService::Service>;
using Repairs = v1::StorageService::WithRawCallbackMethod_RedactArticle<
    v1::StorageService::WithRawCallbackMethod_MergeArticles<
        v1::StorageService::WithRawCallbackMethod_SplitArticle<StatusMethod>>>;
using StorageMethods = v1::StorageService::WithRawCallbackMethod_WriteArticles<
    v1::StorageService::WithRawCallbackMethod_BatchWriteArticles<
        v1::StorageService::WithRawCallbackMethod_UpdateArticle<
            v1::StorageService::WithRawCallbackMethod_DeleteArticle<
                v1::StorageService::WithRawCallbackMethod_UndeleteArticle<
                    v1::StorageService::WithRawCallbackMethod_GetArticle<
                        v1::StorageService::WithRawCallbackMethod_BatchGetArticles<
                            v1::StorageService::WithRawCallbackMethod_ListRevisions<
                                v1::StorageService::WithRawCallbackMethod_UpsertCategory<
                                    v1::StorageService::WithRawCallbackMethod_ListCategories<
                                        v1::StorageService::WithRawCallbackMethod_ListChanges<
                                            v1::StorageService::WithRawCallbackMethod_WatchChanges<
                                                Repairs>>>>>>>>>>>>;

// Calls the parts and nothing else. Thread-safe.
class StorageRpc final : public StorageMethods {
 public:
  // Outlive it.
  struct Parts {
    WriteQueue& writes;
    Editor& editor;
    Redactor& redactor;
    Merger& merger;
    Splitter& splitter;
    Categories& categories;
    Reader& reader;
    ArticleFetcher& fetcher;
    ChangeLog& log;
    const Head& head;
  };

  StorageRpc(const Parts& parts, const RpcEnvironment& rpc);

  // Tells watches that the log may have grown.
  void WakeWatches() { rpc_.WakeWatches(); }

  // Ends watches.
  void Drain() { rpc_.Drain(); }

 private:
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  grpc::ServerBidiReactor<Bytes, Bytes>* WriteArticles(Context* context) override;
  grpc::ServerWriteReactor<Bytes>* WatchChanges(Context* context, const Bytes* in) override;
  Unary* BatchWriteArticles(Context* context, const Bytes* in, Bytes* out) override;
  Unary* UpdateArticle(Context* context, const Bytes* in, Bytes* out) override;
  Unary* DeleteArticle(Context* context, const Bytes* in, Bytes* out) override;
  Unary* UndeleteArticle(Context* context, const Bytes* in, Bytes* out) override;
  Unary* RedactArticle(Context* context, const Bytes* in, Bytes* out) override;
  Unary* MergeArticles(Context* context, const Bytes* in, Bytes* out) override;
  Unary* SplitArticle(Context* context, const Bytes* in, Bytes* out) override;
  Unary* GetArticle(Context* context, const Bytes* in, Bytes* out) override;
  Unary* BatchGetArticles(Context* context, const Bytes* in, Bytes* out) override;
  Unary* ListRevisions(Context* context, const Bytes* in, Bytes* out) override;
  Unary* UpsertCategory(Context* context, const Bytes* in, Bytes* out) override;
  Unary* ListCategories(Context* context, const Bytes* in, Bytes* out) override;
  Unary* ListChanges(Context* context, const Bytes* in, Bytes* out) override;
  Unary* GetStatus(Context* context, const Bytes* in, Bytes* out) override;

  const Parts parts_;
  RpcRunner rpc_;
};

}  // namespace broadsheet::storage

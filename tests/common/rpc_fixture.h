// The RPC wrapper, the server and the client over a real channel, with a service
// of the contract that does what each test needs.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/runner.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "support/matchers.h"

namespace broadsheet {

using ::broadsheet::article::v1::Article;
using ::broadsheet::storage::v1::BatchGetArticlesRequest;
using ::broadsheet::storage::v1::BatchGetArticlesResponse;
using ::broadsheet::storage::v1::GetArticleRequest;
using ::broadsheet::storage::v1::StorageService;
using ::broadsheet::storage::v1::WatchChangesRequest;
using ::broadsheet::storage::v1::WatchChangesResponse;
using ::broadsheet::storage::v1::WriteArticlesRequest;
using ::broadsheet::storage::v1::WriteArticlesResponse;

using RawTestService = StorageService::WithRawCallbackMethod_GetArticle<
    StorageService::WithRawCallbackMethod_BatchGetArticles<
        StorageService::WithRawCallbackMethod_WatchChanges<
            StorageService::WithRawCallbackMethod_WriteArticles<
                StorageService::WithCallbackMethod_MergeArticles<StorageService::Service>>>>>;

using WriteConversation = Conversation<WriteArticlesRequest, WriteArticlesResponse>;
using WritePipeline = Pipeline<WriteArticlesRequest, WriteArticlesResponse>;
using ChangesWatch = Watch<WatchChangesResponse>;

class TestService final : public RawTestService {
 public:
  explicit TestService(RpcRunner& rpc) : rpc_(rpc) {}

  std::function<absl::StatusOr<Article>(const Call&, const GetArticleRequest&)> get_article;

  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override {
    return rpc_.Unary<GetArticleRequest>(context, "GetArticle", in, out, get_article);
  }

  // Kept until the test answers it.
  Answer<BatchGetArticlesResponse> batch_answer;
  absl::Notification batch_came;

  grpc::ServerUnaryReactor* BatchGetArticles(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* in,
                                             grpc::ByteBuffer* out) override {
    return rpc_.UnaryLater<BatchGetArticlesRequest, BatchGetArticlesResponse>(
        context, "BatchGetArticles", in, out,
        [this](const Call&, BatchGetArticlesRequest, Answer<BatchGetArticlesResponse> answer) {
          batch_answer = std::move(answer);
          batch_came.Notify();
        });
  }

  // What WatchChanges sends.
  std::function<std::unique_ptr<ChangesWatch>()> new_watch;

  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchChanges(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* in) override {
    return rpc_.WatchFor<WatchChangesRequest, WatchChangesResponse>(
        context, "WatchChanges", in,
        [this](const WatchChangesRequest&) -> absl::StatusOr<std::unique_ptr<ChangesWatch>> {
          return new_watch();
        });
  }

  // What WriteArticles is handled by: one or the other.
  std::function<std::unique_ptr<WriteConversation>()> new_conversation;
  std::function<std::unique_ptr<WritePipeline>()> new_pipeline;

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* WriteArticles(
      grpc::CallbackServerContext* context) override {
    if (new_pipeline) {
      return rpc_.Pipe<WriteArticlesRequest, WriteArticlesResponse>(context, "WriteArticles",
                                                                    new_pipeline());
    }
    return rpc_.Converse<WriteArticlesRequest, WriteArticlesResponse>(context, "WriteArticles",
                                                                      new_conversation());
  }

 private:
  RpcRunner& rpc_;
};

class RpcTest : public ::testing::Test {
 protected:
  explicit RpcTest(absl::Duration stream_write_timeout = absl::Minutes(1),
                   const RpcLimits& limits = {}, const Callers* callers = nullptr,
                   Quotas* quotas = nullptr)
      : rpc_(std::make_unique<RpcRunner>(
            RpcRunner::Options{.service = "broadsheet.storage.v1.StorageService",
                               .limits = limits,
                               .callers = callers,
                               .quotas = quotas,
                               .max_unary = 1,
                               .stream_write_timeout = stream_write_timeout},
            *metrics_)),
        service_(*rpc_) {
    server_ = *Server::Start({.listen = "127.0.0.1:0",
                              .services = {&service_},
                              .service_names = {"broadsheet.storage.v1.StorageService"},
                              .limits = {.max_concurrent_calls = 1000}});
    channel_ = MakeChannel(absl::StrCat("127.0.0.1:", server_->port()));
    stub_ = StorageService::NewStub(channel_);
  }

  absl::StatusOr<Article> Get(const GetArticleRequest& request) {
    Article article;
    const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
    const absl::Status status = FromGrpc(stub_->GetArticle(context.get(), request, &article));
    if (!status.ok()) return status;
    return article;
  }

  std::unique_ptr<Metrics> metrics_ = std::make_unique<Metrics>();
  std::unique_ptr<RpcRunner> rpc_;
  TestService service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<StorageService::Stub> stub_;
};

}  // namespace broadsheet

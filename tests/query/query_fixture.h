// The whole service in this process, over a real channel, on a real PostgreSQL
// and a change log in memory.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "query/fake_storage.h"
#include "query/query_instance.h"
#include "query/sql.h"
#include "query/test_articles.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::query {

class QueryFixture : public ::testing::Test {
 protected:
  QueryFixture() {
    char directory[] = "/tmp/broadsheet-query.XXXXXX";
    directory_ = mkdtemp(directory);
    database_.Migrate("query", sql::kMigrations);
    metrics_ = std::make_unique<Metrics>();
    StartService();
    AwaitIndex();
  }
  ~QueryFixture() override {
    StopService();
    std::filesystem::remove_all(directory_);
  }

  void StartService() {
    pool_ = database_.NewPool("query", 8);
    environment_ = std::make_unique<ServiceEnvironment>(ServiceEnvironment{*metrics_, *pool_});
    environment_->limits.max_queued_calls = 1000;
    options_.data_dir = directory_;
    options_.storage = storage_.address();
    auto instance = MakeQueryInstance(options_, *environment_);
    ASSERT_OK(instance);
    instance_ = *std::move(instance);
    // Hundreds of calls wait at once, all on one connection.
    auto server = Server::Start({.listen = "127.0.0.1:0",
                                 .services = instance_->grpc_services(),
                                 .limits = {.max_concurrent_calls = 1000}});
    ASSERT_OK(server);
    server_ = *std::move(server);
    instance_->Start();
    stub_ = v1::QueryService::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", server_->port())));
  }

  // Waits until the search index is no longer being built.
  void AwaitIndex() {
    v1::SearchArticlesRequest request;
    request.set_query("x");
    for (int i = 0; i < 500; ++i) {
      if (Do(&v1::QueryService::Stub::SearchArticles, request).ok()) return;
      absl::SleepFor(absl::Milliseconds(10));
    }
    FAIL() << "the search index is not there after 5 seconds";
  }

  void StopService() {
    if (instance_ == nullptr) return;
    instance_->Drain();
    server_->Shutdown(absl::Seconds(5));
    server_.reset();
    instance_.reset();
  }

  // Calls a method, with a deadline.
  template <class Request, class Response>
  absl::StatusOr<Response> Do(grpc::Status (v1::QueryService::Stub::*method)(grpc::ClientContext*,
                                                                             const Request&,
                                                                             Response*),
                              const Request& request, absl::Duration timeout = absl::Seconds(60)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    Response response;
    const absl::Status status = FromGrpc(((*stub_).*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  // A request in protobuf text format that reads after everything written.
  template <class Request>
  Request Asking(const std::string& text) {
    Request request;
    if (!google::protobuf::TextFormat::ParseFromString(text, &request)) std::abort();
    *request.mutable_read_after() = storage_.head();
    return request;
  }

  absl::StatusOr<v1::ListArticlesResponse> List(const std::string& text) {
    return Do(&v1::QueryService::Stub::ListArticles, Asking<v1::ListArticlesRequest>(text));
  }
  absl::StatusOr<article::v1::Article> Get(const std::string& text) {
    return Do(&v1::QueryService::Stub::GetArticle, Asking<v1::GetArticleRequest>(text));
  }

  absl::StatusOr<v1::SearchArticlesResponse> Search(const std::string& text) {
    return Do(&v1::QueryService::Stub::SearchArticles, Asking<v1::SearchArticlesRequest>(text));
  }

  // The numbers of the articles of a list, newest first; {-1} after an error.
  std::vector<int> Numbers(const std::string& text) {
    const auto response = List(text);
    EXPECT_OK(response);
    if (!response.ok()) return {-1};
    std::vector<int> numbers;
    for (const auto& article : response->articles()) {
      numbers.push_back(std::stoi(article.name().substr(article.name().size() - 12)));
    }
    return numbers;
  }

  testing::TestDatabase database_;
  std::string directory_;
  // Of the next StartService().
  QueryOptions options_;
  FakeStorage storage_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<postgres::Pool> pool_;
  std::unique_ptr<ServiceEnvironment> environment_;
  std::unique_ptr<ServiceInstance> instance_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::QueryService::Stub> stub_;
};

}  // namespace broadsheet::query

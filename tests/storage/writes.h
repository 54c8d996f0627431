// Writes for tests of storage, and a storage to send them to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/metrics.h"
#include "common/rpc/server.h"
#include "common/service_main.h"
#include "storage/messages.h"
#include "support/test_database.h"

namespace broadsheet::storage {

// A whole, valid write by "feeds/main": article `id` of https://site.test, with
// a title and a body of their own. Its digest is of its content, `seconds` after
// 2026-03-01T00:00:00Z is when it was observed.
ArticleWrite MakeWrite(const std::string& id, int seconds = 0);

// Makes the digest that of the article as it is now.
void Digest(ArticleWrite* write);

v1::BatchWriteArticlesRequest MakeBatch(const std::vector<ArticleWrite>& writes);

// Storage in this process on a database of its own, called over a real channel.
class TestStorage {
 public:
  TestStorage();
  ~TestStorage();

  v1::StorageService::Stub& stub() { return *stub_; }
  testing::TestDatabase& database() { return database_; }
  postgres::Pool& pool() { return *pool_; }

  // These answer as the call did.
  absl::StatusOr<v1::BatchWriteArticlesResponse> Write(
      const v1::BatchWriteArticlesRequest& request);
  absl::StatusOr<v1::BatchWriteArticlesResponse> Write(const std::vector<ArticleWrite>& writes) {
    return Write(MakeBatch(writes));
  }
  // The only result of a batch of one; ends the test process where the call fails.
  WriteResult WriteOne(const ArticleWrite& write);
  absl::StatusOr<Article> Get(const std::string& name);
  absl::StatusOr<v1::ListChangesResponse> ListChanges(const v1::ListChangesRequest& request);
  // All of the log.
  std::vector<v1::Change> Changes();
  absl::Status AddCategory(const std::string& name, const std::string& parent = "");

 private:
  testing::TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<ServiceEnvironment> environment_;
  std::unique_ptr<ServiceInstance> storage_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::StorageService::Stub> stub_;
};

// Calls one unary method with a deadline.
template <class Response, class Method, class Request>
absl::StatusOr<Response> CallUnary(v1::StorageService::Stub& stub, Method method,
                                   const Request& request);

}  // namespace broadsheet::storage

#include "common/rpc/status.h"

template <class Response, class Method, class Request>
absl::StatusOr<Response> broadsheet::storage::CallUnary(v1::StorageService::Stub& stub,
                                                        Method method, const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  Response response;
  absl::Status status = FromGrpc((stub.*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

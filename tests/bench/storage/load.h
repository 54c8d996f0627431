// Callers of storage, cheap enough that it is storage that is measured.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/storage/articles.h"
#include "bench/storage/sample.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"

namespace broadsheet::bench {

// A call that fails, or a result that is another than expected, ends the process.
// Not thread-safe.
class Load {
 public:
  // Calls go over this many connections. The meter outlives it.
  Load(const std::string& address, const CpuMeter& meter, int connections);

  // Calls of a method by its full name with these requests, `in_flight` at a time.
  // `check` looks at answers; it is called by several threads.
  Sample Unary(const std::string& method, const std::vector<grpc::ByteBuffer>& requests,
               int in_flight, const std::function<void(const grpc::ByteBuffer&)>& check);

  // Sends batches `first` to `last` - 1 through as many WriteArticles streams as there
  // are connections; a sample of articles. `batch(b)` makes batch b.
  Sample Stream(int64_t first, int64_t last, storage::WriteOutcome outcome,
                const std::function<storage::v1::WriteArticlesRequest(int64_t)>& batch);

 private:
  const CpuMeter& meter_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace broadsheet::bench

#include "bench/storage/load.h"

#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "bench/storage/check.h"

namespace broadsheet::bench {
namespace {

using storage::v1::StorageService;
using storage::v1::WriteArticlesRequest;
using storage::v1::WriteArticlesResponse;

constexpr absl::Duration kTimeout = absl::Seconds(60);

// What all callers of one measurement share.
struct Calls {
  const std::string& method;
  const std::vector<grpc::ByteBuffer>& requests;
  const std::function<void(const grpc::ByteBuffer&)>& check;
  std::atomic<size_t> next = 0;
};

// Makes one call after the other until all are made.
class Caller {
 public:
  Caller(Calls& calls, const std::shared_ptr<grpc::Channel>& channel,
         absl::BlockingCounter& running)
      : calls_(calls), stub_(channel), running_(running) {}

  void CallNext() {
    const size_t i = calls_.next++;
    if (i >= calls_.requests.size()) {
      running_.DecrementCount();
      return;
    }
    context_.emplace();
    context_->set_deadline(absl::ToChronoTime(absl::Now() + kTimeout));
    response_.Clear();
    stub_.UnaryCall(&*context_, calls_.method, grpc::StubOptions(), &calls_.requests[i], &response_,
                    [this](const grpc::Status& status) {
                      if (!status.ok())
                        Die(absl::StrCat(calls_.method, ": ", status.error_message()));
                      calls_.check(response_);
                      CallNext();
                    });
  }

 private:
  Calls& calls_;
  grpc::GenericStub stub_;
  absl::BlockingCounter& running_;
  std::optional<grpc::ClientContext> context_;
  grpc::ByteBuffer response_;
};

}  // namespace

Load::Load(const std::string& address, const CpuMeter& meter, int connections) : meter_(meter) {
  for (int i = 0; i < connections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("bench.connection", i);  // or else they would share one
    channels_.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    const absl::Time deadline = absl::Now() + kTimeout;
    if (!channels_.back()->WaitForConnected(absl::ToChronoTime(deadline))) {
      Die(absl::StrCat("no connection to ", address));
    }
  }
}

Sample Load::Unary(const std::string& method, const std::vector<grpc::ByteBuffer>& requests,
                   int in_flight, const std::function<void(const grpc::ByteBuffer&)>& check) {
  Calls shared{method, requests, check};
  absl::BlockingCounter running(in_flight);
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < in_flight; ++i) {
    callers.push_back(std::make_unique<Caller>(shared, channels_[i % channels_.size()], running));
  }
  return Measure(meter_, static_cast<int64_t>(requests.size()), /*threads=*/1, [&](int) {
    for (const auto& caller : callers) caller->CallNext();
    running.Wait();
  });
}

Sample Load::Stream(int64_t first, int64_t last, storage::WriteOutcome outcome,
                    const std::function<WriteArticlesRequest(int64_t)>& batch) {
  const int streams = static_cast<int>(channels_.size());
  return Measure(meter_, (last - first) * kBatch, streams, [&](int t) {
    const auto stub = StorageService::NewStub(channels_[t]);
    grpc::ClientContext context;
    const auto stream = stub->WriteArticles(&context);
    std::thread sender([&] {
      for (int64_t b = first + t; b < last; b += streams) {
        if (!stream->Write(batch(b))) break;
      }
      stream->WritesDone();
    });
    WriteArticlesResponse response;
    while (stream->Read(&response)) {
      for (const storage::WriteResult& result : response.results()) {
        if (result.outcome() != outcome) Die(result.DebugString());
      }
    }
    sender.join();
    const grpc::Status status = stream->Finish();
    if (!status.ok()) Die(status.error_message());
  });
}

}  // namespace broadsheet::bench

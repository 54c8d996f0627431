#include "storage/write_pipeline.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/clock.h"

namespace broadsheet::storage {
namespace {

// For one batch of a stream, which has no deadline of its own.
constexpr absl::Duration kBatchTimeout = absl::Seconds(30);

v1::WriteArticlesResponse ResponseOf(const std::string& request_id,
                                     v1::BatchWriteArticlesResponse outcome) {
  v1::WriteArticlesResponse response;
  response.set_request_id(request_id);
  response.mutable_results()->Swap(outcome.mutable_results());
  response.mutable_read_after()->Swap(outcome.mutable_read_after());
  return response;
}

class WritePipeline final : public Pipeline<v1::WriteArticlesRequest, v1::WriteArticlesResponse> {
 public:
  explicit WritePipeline(WriteQueue& queue) : queue_(queue) {}

  void OnMessage(const Call& call, v1::WriteArticlesRequest request, Answer answer,
                 Next next) override {
    v1::BatchWriteArticlesRequest unary;
    unary.set_request_id(request.request_id());
    unary.mutable_writes()->Swap(request.mutable_writes());
    absl::StatusOr<Batch> batch = PrepareBatch(std::move(unary));
    if (!batch.ok()) return answer(batch.status());
    batch->deadline = std::min(call.deadline, absl::Now() + kBatchTimeout);
    batch->lane = lane_;
    const auto done = [answer, id = request.request_id()](Outcome outcome) {
      if (!outcome.ok()) return answer(outcome.status());
      answer(ResponseOf(id, *std::move(outcome)));
    };
    queue_.SubmitWhenRoom(*std::move(batch), done, std::move(next));
  }

  void OnBroken() override { lane_->broken = true; }

 private:
  WriteQueue& queue_;
  const std::shared_ptr<Lane> lane_ = std::make_shared<Lane>();
};

}  // namespace

std::unique_ptr<Pipeline<v1::WriteArticlesRequest, v1::WriteArticlesResponse>> NewWritePipeline(
    WriteQueue& queue) {
  return std::make_unique<WritePipeline>(queue);
}

}  // namespace broadsheet::storage

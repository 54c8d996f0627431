#include "storage/write_stream.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/status.h"

namespace broadsheet::storage {
namespace {

constexpr size_t kMaxBytesInFlight = 8 << 20;
// For one batch of a stream, which has no deadline of its own.
constexpr absl::Duration kBatchTimeout = absl::Seconds(30);
// How long a read waits at a time, so that it notices what has gone wrong.
constexpr absl::Duration kNap = absl::Milliseconds(100);

// What became of a stream's requests, in their order, until it is sent.
// Thread-safe.
class Answers {
 public:
  struct Answer {
    std::string request_id;
    // Of the request.
    size_t bytes;
    Outcome outcome;
  };

  // A request was read that takes so many bytes.
  void Expect(size_t bytes) {
    absl::MutexLock lock(&mutex_);
    ++expected_;
    bytes_ += bytes;
  }

  // It has been written.
  void Put(Answer answer) {
    absl::MutexLock lock(&mutex_);
    ready_.push_back(std::move(answer));
  }

  // No more requests come.
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }

  // The next, when it is there; nothing after the last.
  std::optional<Answer> Next() {
    const auto is_ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return !ready_.empty() || (closed_ && expected_ == 0);
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&is_ready));
    if (ready_.empty()) return std::nullopt;
    Answer next = std::move(ready_.front());
    ready_.pop_front();
    --expected_;
    bytes_ -= next.bytes;
    return next;
  }

  // Waits until a request may be read: answers that the caller does not take hold
  // its requests back, too.
  bool AwaitRoom(absl::Duration timeout) {
    const auto has_room = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return bytes_ < kMaxBytesInFlight;
    };
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&has_room), timeout);
  }

 private:
  absl::Mutex mutex_;
  std::deque<Answer> ready_ ABSL_GUARDED_BY(mutex_);
  int expected_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

absl::Status SubmitNext(WriteQueue& queue, const Call& call, v1::WriteArticlesRequest& request,
                        const std::shared_ptr<Lane>& lane,
                        const std::shared_ptr<Answers>& answers) {
  v1::BatchWriteArticlesRequest unary;
  unary.set_request_id(request.request_id());
  unary.mutable_writes()->Swap(request.mutable_writes());
  ASSIGN_OR_RETURN(Batch batch, PrepareBatch(std::move(unary)));
  batch.deadline = std::min(call.deadline, absl::Now() + kBatchTimeout);
  batch.lane = lane;
  const size_t bytes = batch.bytes;
  answers->Expect(bytes);
  absl::Status status = queue.AwaitAndSubmit(
      std::move(batch), [answers, bytes, id = request.request_id()](Outcome outcome) {
        answers->Put({id, bytes, std::move(outcome)});
      });
  if (!status.ok()) answers->Put({request.request_id(), bytes, status});
  return status;
}

// Reads and submits until there is no more to read, or something has failed.
absl::Status ReadAll(WriteQueue& queue, const Call& call, WriteStream& stream,
                     const std::shared_ptr<Lane>& lane, const std::shared_ptr<Answers>& answers) {
  v1::WriteArticlesRequest request;
  while (!call.over() && !lane->broken) {
    if (!answers->AwaitRoom(kNap)) continue;
    const std::optional<bool> read = stream.Read(&request, kNap);
    if (!read.has_value()) continue;
    if (!*read) break;
    RETURN_IF_ERROR(SubmitNext(queue, call, request, lane, answers));
  }
  return absl::OkStatus();
}

// Sends answers until the last or the first failure, and drops what comes then.
absl::Status SendAll(WriteStream& stream, Lane& lane, Answers& answers) {
  absl::Status status;
  while (auto answer = answers.Next()) {
    if (!status.ok()) continue;
    status = answer->outcome.status();
    if (status.ok()) {
      v1::WriteArticlesResponse response;
      response.set_request_id(answer->request_id);
      response.mutable_results()->Swap(answer->outcome->mutable_results());
      response.mutable_read_after()->Swap(answer->outcome->mutable_read_after());
      if (!stream.Write(response)) status = absl::CancelledError("the caller is gone");
    }
    if (!status.ok()) lane.broken = true;
  }
  return status;
}

}  // namespace

absl::Status WriteAll(WriteQueue& queue, const Call& call, WriteStream& stream) {
  const auto lane = std::make_shared<Lane>();
  const auto answers = std::make_shared<Answers>();
  absl::Status sent;
  std::thread sender([&] { sent = SendAll(stream, *lane, *answers); });
  const absl::Status read = ReadAll(queue, call, stream, lane, answers);
  answers->Close();
  sender.join();
  return sent.ok() ? read : sent;
}

}  // namespace broadsheet::storage

#include "query/log_follower.h"

#include <optional>
#include <utility>

#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

using storage::v1::ListChangesResponse;
using storage::v1::WatchChangesResponse;

constexpr absl::Duration kPageTimeout = absl::Seconds(10);
// What may wait for the reader; beyond that the stream is read no further.
constexpr int kMaxWaitingChanges = 1000;
constexpr size_t kMaxWaitingBytes = 4 << 20;

bool SamePlace(const article::v1::Cursor& a, const article::v1::Cursor& b) {
  return a.position() == b.position() && a.commit_id() == b.commit_id();
}

}  // namespace

// One WatchChanges. What comes while the reader is busy is one page to it.
class LogFollower::Stream final : private grpc::ClientReadReactor<WatchChangesResponse> {
 public:
  Stream(storage::v1::StorageService::StubInterface& storage, const article::v1::Cursor& after)
      : context_(ContextFor(BackgroundCall("follower", absl::InfiniteDuration()))), after_(after) {
    if (after.position() > 0) *request_.mutable_after() = after;
    storage.async()->WatchChanges(context_.get(), &request_, this);
    // Reads are also started by the reader.
    AddHold();
    StartRead(&message_);
    StartCall();
  }

  ~Stream() override {
    Cancel();
    bool paused = false;
    {
      absl::MutexLock lock(&mutex_);
      paused = !is_reading_ && !ended_;
      ended_ = true;
    }
    if (paused) RemoveHold();
    absl::MutexLock lock(&mutex_, absl::Condition(&done_));
  }

  void Cancel() { context_->TryCancel(); }

  // Where the next page begins, and whether anything came so far.
  const article::v1::Cursor& after() const { return after_; }
  bool was_heard() const { return was_heard_; }

  // Waits for something to come; nothing where it has ended or was silent for too long.
  std::optional<ListChangesResponse> Take(absl::Duration patience) {
    const auto has_news = [this]()
                              ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return has_page_ || ended_; };
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(&has_news), patience) || !has_page_) {
      return std::nullopt;
    }
    has_page_ = false;
    was_heard_ = true;
    waiting_bytes_ = 0;
    ListChangesResponse page = std::exchange(page_, {});
    if (page.changes_size() > 0) after_ = page.changes().rbegin()->cursor();
    if (!is_reading_ && !ended_) Read();
    return page;
  }

 private:
  void Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    is_reading_ = true;
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      is_reading_ = false;
      if (ok && !ended_) {
        waiting_bytes_ += message_.ByteSizeLong();
        for (auto& change : *message_.mutable_changes()) page_.add_changes()->Swap(&change);
        page_.mutable_head()->Swap(message_.mutable_head());
        has_page_ = true;
        if (page_.changes_size() < kMaxWaitingChanges && waiting_bytes_ < kMaxWaitingBytes) {
          Read();
        }
        return;
      }
      ended_ = true;
    }
    RemoveHold();
  }

  void OnDone(const grpc::Status&) override {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    done_ = true;
  }

  const std::unique_ptr<grpc::ClientContext> context_;
  storage::v1::WatchChangesRequest request_;
  WatchChangesResponse message_;
  // The reader's.
  article::v1::Cursor after_;
  bool was_heard_ = false;
  absl::Mutex mutex_;
  ListChangesResponse page_ ABSL_GUARDED_BY(mutex_);
  bool has_page_ ABSL_GUARDED_BY(mutex_) = false;
  size_t waiting_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_reading_ ABSL_GUARDED_BY(mutex_) = true;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
};

LogFollower::LogFollower(Options options, storage::v1::StorageService::StubInterface& storage)
    : options_(options), storage_(storage) {}

LogFollower::~LogFollower() { Close(); }

absl::StatusOr<ListChangesResponse> LogFollower::Next(const article::v1::Cursor& after) {
  Stream* stream = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return absl::CancelledError("stopped");
    stream = stream_.get();
  }
  if (stream != nullptr) {
    // After a failure its reader goes back.
    std::optional<ListChangesResponse> page;
    const bool fits = SamePlace(stream->after(), after);
    if (fits) page = stream->Take(options_.patience);
    if (page.has_value()) return *std::move(page);
    const bool useless = fits && !stream->was_heard();
    Close();
    if (useless && !Pause(options_.poll_interval)) return absl::CancelledError("stopped");
  }
  ASSIGN_OR_RETURN(ListChangesResponse page, List(after));
  const article::v1::Cursor& end =
      page.changes().empty() ? after : page.changes().rbegin()->cursor();
  if (end.position() >= page.head().position()) Open(end);
  return page;
}

absl::StatusOr<ListChangesResponse> LogFollower::List(const article::v1::Cursor& after) {
  storage::v1::ListChangesRequest request;
  if (after.position() > 0) *request.mutable_after() = after;
  request.set_page_size(options_.page_size);
  ListChangesResponse page;
  const auto context = ContextFor(BackgroundCall("follower", kPageTimeout));
  RETURN_IF_ERROR(FromGrpc(storage_.ListChanges(context.get(), request, &page)));
  return page;
}

void LogFollower::Open(const article::v1::Cursor& after) {
  absl::MutexLock lock(&mutex_);
  if (!stopped_) stream_ = std::make_unique<Stream>(storage_, after);
}

void LogFollower::Close() {
  std::unique_ptr<Stream> closed;
  absl::MutexLock lock(&mutex_);
  closed.swap(stream_);
}

void LogFollower::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  if (stream_ != nullptr) stream_->Cancel();
}

bool LogFollower::Pause(absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), duration);
}

}  // namespace broadsheet::query

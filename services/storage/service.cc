#include "storage/service.h"

#include <string_view>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "storage/epoch.h"
#include "storage/ledger.h"
#include "storage/rpc.h"
#include "storage/write_metrics.h"
#include "storage/writer.h"

namespace broadsheet::storage {
namespace {

constexpr absl::Duration kLookInterval = absl::Milliseconds(100);
constexpr absl::Duration kEpochInterval = absl::Seconds(1);
constexpr absl::Duration kPruneInterval = absl::Minutes(1);
constexpr absl::Duration kTimeout = absl::Seconds(5);

class Storage final : public ServiceInstance {
 public:
  explicit Storage(ServiceEnvironment& environment)
      : pool_(environment.pool),
        log_(environment.pool, head_),
        recorder_(environment.pool, head_, *Clock::Real()),
        writer_(recorder_),
        write_metrics_(environment.metrics),
        writes_({}, [this](absl::Span<Batch* const> group) { return Write(group); }),
        editor_(recorder_),
        redactor_(recorder_),
        merger_(recorder_),
        splitter_(recorder_),
        categories_(environment.pool, recorder_),
        reader_(environment.pool),
        fetcher_({}, reader_),
        rpc_({writes_, editor_, redactor_, merger_, splitter_, categories_, reader_, fetcher_, log_,
              head_},
             environment.rpc()) {
    head_.OnMove([this] { rpc_.WakeWatches(); });
  }

  ~Storage() override {
    if (!drained_.HasBeenNotified()) drained_.Notify();
    if (follower_.joinable()) follower_.join();
    // What is being written yet tells nobody.
    head_.OnMove(nullptr);
  }

  std::vector<grpc::Service*> grpc_services() override { return {&rpc_}; }

  void Start() override {
    follower_ = StartThread("follower of the log", [this] { Follow(); });
  }

  void Drain() override {
    drained_.Notify();
    rpc_.Drain();
  }

 private:
  std::vector<Outcome> Write(absl::Span<Batch* const> group) {
    const absl::Time start = absl::Now();
    std::vector<Outcome> outcomes = writer_.Write(group);
    write_metrics_.GroupDone(group.size(), absl::Now() - start);
    return outcomes;
  }

  void Follow() {
    absl::Time notice = absl::InfinitePast();
    absl::Time prune = absl::InfinitePast();
    do {
      const absl::Time now = absl::Now();
      const absl::Time deadline = now + kTimeout;
      if (now >= notice) {
        Warn("can't look for a new epoch", NoticeEpoch(pool_, deadline));
        notice = now + kEpochInterval;
      }
      if (now >= prune) {
        // Step by step: watchers wait for what comes below.
        const absl::StatusOr<bool> more = PruneLedger(pool_, deadline);
        Warn("can't prune the ledger", more.status());
        if (!more.value_or(false)) prune = now + kPruneInterval;
      }
      log_.LookForChanges(deadline).IgnoreError();
      write_metrics_.SetWaiting(writes_.waiting());
      write_metrics_.SetHead(head_.position());
    } while (!drained_.WaitForNotificationWithTimeout(kLookInterval));
  }

  // Where PostgreSQL is away the calls say so, and this comes round again.
  static void Warn(std::string_view what, const absl::Status& status) {
    if (!status.ok()) Log(Severity::kWarning, what, {{"error", status.message()}});
  }

  postgres::Pool& pool_;
  Head head_;
  ChangeLog log_;
  Recorder recorder_;
  Writer writer_;
  WriteMetrics write_metrics_;
  WriteQueue writes_;
  Editor editor_;
  Redactor redactor_;
  Merger merger_;
  Splitter splitter_;
  Categories categories_;
  Reader reader_;
  ArticleFetcher fetcher_;
  StorageRpc rpc_;
  absl::Notification drained_;
  std::thread follower_;
};

}  // namespace

std::unique_ptr<ServiceInstance> MakeStorage(ServiceEnvironment& environment) {
  return std::make_unique<Storage>(environment);
}

}  // namespace broadsheet::storage

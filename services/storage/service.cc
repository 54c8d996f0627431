#include "storage/service.h"

#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "storage/ledger.h"
#include "storage/rpc.h"
#include "storage/writer.h"

namespace broadsheet::storage {
namespace {

constexpr absl::Duration kLookInterval = absl::Milliseconds(100);
constexpr absl::Duration kUpkeepInterval = absl::Minutes(1);
constexpr absl::Duration kTimeout = absl::Seconds(5);

class Storage final : public ServiceInstance {
 public:
  explicit Storage(ServiceEnvironment& environment)
      : pool_(environment.pool),
        epoch_(environment.pool),
        log_(environment.pool, epoch_, head_),
        recorder_(environment.pool, epoch_, head_, *Clock::Real()),
        writer_(recorder_),
        writes_({}, [this](absl::Span<Batch* const> group) { return writer_.Write(group); }),
        editor_(recorder_),
        redactor_(recorder_),
        merger_(recorder_),
        splitter_(recorder_),
        categories_(environment.pool, recorder_),
        reader_(environment.pool),
        rpc_({writes_, editor_, redactor_, merger_, splitter_, categories_, reader_, log_},
             environment.metrics) {}

  ~Storage() override {
    if (!drained_.HasBeenNotified()) drained_.Notify();
    if (follower_.joinable()) follower_.join();
  }

  std::vector<grpc::Service*> grpc_services() override { return {&rpc_}; }

  void Start() override {
    follower_ = std::thread([this] { Follow(); });
  }

  void Drain() override {
    drained_.Notify();
    rpc_.Drain();
  }

 private:
  void Follow() {
    absl::Time upkeep = absl::InfinitePast();
    do {
      const absl::Time deadline = absl::Now() + kTimeout;
      // Where PostgreSQL is away the calls say so; this comes round again.
      if (absl::Now() >= upkeep && Upkeep(deadline).ok()) upkeep = absl::Now() + kUpkeepInterval;
      log_.LookForChanges(deadline).IgnoreError();
    } while (!drained_.WaitForNotificationWithTimeout(kLookInterval));
  }

  absl::Status Upkeep(absl::Time deadline) {
    absl::Status status = epoch_.Refresh(deadline);
    status.Update(pool_.Transact(deadline, PruneLedger));
    if (!status.ok()) Log(Severity::kWarning, "upkeep failed", {{"error", status.message()}});
    return status;
  }

  postgres::Pool& pool_;
  Head head_;
  Epoch epoch_;
  ChangeLog log_;
  Recorder recorder_;
  Writer writer_;
  WriteQueue writes_;
  Editor editor_;
  Redactor redactor_;
  Merger merger_;
  Splitter splitter_;
  Categories categories_;
  Reader reader_;
  StorageRpc rpc_;
  absl::Notification drained_;
  std::thread follower_;
};

}  // namespace

std::unique_ptr<ServiceInstance> MakeStorage(ServiceEnvironment& environment) {
  return std::make_unique<Storage>(environment);
}

}  // namespace broadsheet::storage

// Drives a projection along storage's log.
#pragma once

#include <atomic>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "query/cursor_gate.h"
#include "query/log_follower.h"
#include "query/projection.h"

namespace broadsheet::query {

// Pulls changes and applies them, in a thread of its own, from Start() to Stop().
// Whatever fails is tried again, with growing pauses; where the log does not
// continue from the projection's cursor, the projection is built anew. Where
// another process applies, it watches that one and takes over when it falls
// silent. Start and Stop are called once each, by one thread.
class Projector {
 public:
  struct Options {
    // How often another process that applies is looked at; the shortest pause after a failure.
    absl::Duration poll_interval = absl::Milliseconds(40);
    // How long another process may apply nothing until this one tries.
    absl::Duration takeover = absl::Seconds(2);
    absl::Duration max_pause = absl::Seconds(2);
  };

  // All must outlive it.
  Projector(Options options, Projection& projection,
            storage::v1::StorageService::StubInterface& storage, CursorGate& gate)
      : options_(options), projection_(projection), log_({}, storage), gate_(gate) {}
  ~Projector() { Stop(); }
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  void Start();
  void Stop();

 private:
  void Run();
  // Applies until an error or Stop(); `progressed` tells whether anything was.
  absl::Status Follow(bool& progressed);
  absl::Status WatchOther();
  // False where Stop() came.
  bool Pause(absl::Duration duration);

  const Options options_;
  Projection& projection_;
  LogFollower log_;
  CursorGate& gate_;
  absl::Notification stopping_;
  std::thread thread_;
};

}  // namespace broadsheet::query

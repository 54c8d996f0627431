// Polls the feeds that are due.
#pragma once

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/executor.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/feed_reader.h"
#include "ingest/quarantine/attempts.h"

namespace prometheus {
class Counter;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// Takes leases of feeds, fetches and takes in what they hold, and plans the next
// time. Several instances on one database share the feeds. Thread-safe.
class Poller {
 public:
  struct Options {
    // How many feeds are polled on schedule at once, and how many of one host: one that
    // is slow holds up no other.
    int max_polls = 8;
    int max_polls_per_host = 2;
    // A feed's lease is renewed this often: well below how long it lasts.
    absl::Duration renew_every = absl::Seconds(10);
    // How often to look for feeds that are due.
    absl::Duration look_every = absl::Seconds(1);
    // A poll may take this long, waiting for polite turns and storage included.
    absl::Duration poll_timeout = absl::Minutes(30);
    // How often a feed is polled whose hub can be relied on; zero relies on none.
    absl::Duration hub_interval = absl::ZeroDuration();
  };

  // What is given must outlive the poller. No work is done until Start().
  Poller(Options options, FeedLeases& leases, Attempts& attempts, FeedReader& reader,
         Metrics& metrics);
  // As Drain().
  ~Poller();

  // Begins to poll on schedule.
  void Start();
  // Ends it: waits for polls that run, which end early. Call once at most.
  void Drain();

  // Polls a feed now, whether it is due, paused or neither; waits for a poll of it
  // that runs. The error of the fetch or of the parser is the answer, and is
  // recorded with the feed. One that is set aside is polled where that is asked for, or
  // else refused, which is no poll.
  absl::StatusOr<v1::PollFeedResponse> PollNow(const Call& call,
                                               const v1::PollFeedRequest& request);

 private:
  void Run();
  void ClaimDue();
  void RunScheduled(FeedLease lease);
  DueFeeds Allowed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RenewLeases();
  absl::StatusOr<v1::PollFeedResponse> PollLeased(const Call& call, FeedLease lease,
                                                  bool unconditional, bool fetches);
  absl::Status Record(bool found_news, Poll* poll);

  const Options options_;
  FeedLeases& feeds_;
  Attempts& attempts_;
  FeedReader& reader_;
  prometheus::Family<prometheus::Counter>& polls_;
  prometheus::Counter& misses_;
  absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  int scheduled_ ABSL_GUARDED_BY(mutex_) = 0;
  // Of those, by host.
  std::map<std::string, int> hosts_ ABSL_GUARDED_BY(mutex_);
  // Whether one of them is of a feed that a process died at: those are polled one by one,
  // so that the next death tells which of them it was.
  bool suspect_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<std::string> leases_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
  // Last: it waits for polls, which use the rest.
  Executor polls_executor_;
};

}  // namespace broadsheet::ingest

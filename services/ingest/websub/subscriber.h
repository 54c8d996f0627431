// Asks hubs to tell of changes, again before that ends, and to stop.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/executor.h"
#include "common/metrics.h"
#include "ingest/fetch/http_client.h"
#include "ingest/websub/subscriptions.h"

namespace prometheus {
class Counter;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// Several instances on one database share the work. Thread-safe.
class Subscriber {
 public:
  // All must outlive it. No work is done until Start().
  Subscriber(absl::Duration look_every, Subscriptions& subscriptions, HttpClient& http,
             Metrics& metrics);
  ~Subscriber();

  void Start();
  // Waits for requests that run. Call once at most.
  void Drain();

 private:
  struct Gauges;

  void Run();
  void FollowFeeds();
  void AskWhoIsDue();
  void Ask(const Subscription& subscription);
  void Refresh();

  const absl::Duration look_every_;
  Subscriptions& subscriptions_;
  HttpClient& http_;
  prometheus::Family<prometheus::Counter>& asks_;
  prometheus::Counter& lapses_;
  const std::unique_ptr<Gauges> gauges_;
  const std::unique_ptr<Metrics::Hook> hook_;
  absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  int asking_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
  // Last: it waits for requests, which use the rest.
  Executor requests_;
};

}  // namespace broadsheet::ingest

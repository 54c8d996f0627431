// How lists change, told to all who watch them as it happens.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "query/filter.h"
#include "query/watch/list_log.h"
#include "query/watch/match.h"

namespace broadsheet::query {

// A change, for a subscriber whose list it touches.
struct ListEvent {
  std::shared_ptr<const ListChange> change;
  v1::WatchArticlesResponse::Kind kind;
  // Up to and with the event.
  ListPlace place;
};

// Reads the log once for all who listen, in a thread of its own, while anybody does. Who does
// not take what is kept for it is dropped, and reads the log by itself. Thread-safe.
class ListFeed {
 public:
  // The log must outlive it.
  explicit ListFeed(const ListLog& log);
  // Nobody may listen any more.
  ~ListFeed();

  // One who listens. Used by one thread at a time.
  class Subscriber {
   public:
    // `wake` is called, from any thread, when there is something to take, and must not block.
    Subscriber(ListFeed& feed, Filter filter, std::function<void()> wake);
    ~Subscriber();

    // From now on hears everything behind `place` in a log of that generation. False where the
    // feed is further than that, or follows another one: more is to be read first.
    bool Join(const ListPlace& place, const std::string& generation);

    // The next event. Nothing where there is none: `place` then says up to where.
    std::optional<ListEvent> Take(ListPlace* place);

    // Whether it still hears.
    bool is_joined() const;

   private:
    friend class ListFeed;

    ListFeed& feed_;
    const Filter filter_;
    const std::function<void()> wake_;
    // Guarded by the feed.
    bool joined_ = false;
    ListPlace after_;
    std::deque<ListEvent> events_;
    size_t bytes_ = 0;
    // The event that it was offered last.
    std::pair<int64_t, int64_t> offered_;
  };

  // Lists have changed, perhaps.
  void Wake();

  // How often the log was read, for tests.
  int64_t reads() const;

 private:
  using Subscribers = std::set<Subscriber*>;

  void Run();
  void Take(const ListLogPage& page) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell(const std::shared_ptr<const ListChange>& change, const ListPlace& place)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Offer(const ListEvent& event, Subscriber& subscriber) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Drop(Subscriber& subscriber) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ListLog& log_;
  mutable absl::Mutex mutex_;
  // Where it stands in which log; meaningless while nobody listens.
  std::string generation_ ABSL_GUARDED_BY(mutex_);
  ListPlace place_ ABSL_GUARDED_BY(mutex_);
  Subscribers subscribers_ ABSL_GUARDED_BY(mutex_);
  // By one of the terms that every article on their lists has, or by all of a group of which it
  // has one. "" has those who ask for no term.
  std::map<std::string, Subscribers> by_term_ ABSL_GUARDED_BY(mutex_);
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t reads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace broadsheet::query

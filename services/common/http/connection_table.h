// Who is connected to a server, and who has to go for others.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

namespace broadsheet::http {

// Bounds connections, overall and of each peer. Those that wait for their client make
// place for new ones, the one that has waited longest first. Not thread-safe.
class ConnectionTable {
 public:
  // A connection's place, as long as it lives. Must not outlive the table.
  class Seat;

  struct Admission {
    // Unset where the connection is refused.
    std::unique_ptr<Seat> seat;
    // The limit that was met, "max_connections", whether or not another connection
    // made place; null where there was place.
    const char* limit = nullptr;
  };

  // `max_per_peer` 0 is without limit.
  ConnectionTable(int max, int max_per_peer) : max_(max), max_per_peer_(max_per_peer) {}

  Admission Admit(const std::string& peer);

  // Ends the connection that has waited longest; false where none waits.
  bool EvictOldest() { return EvictFirst(waiting_); }

  int size() const { return size_; }

 private:
  using Queue = std::list<Seat*>;
  struct Peer {
    int size = 0;
    Queue waiting;
  };

  static bool EvictFirst(Queue& queue);

  const int max_;
  const int max_per_peer_;
  int size_ = 0;
  std::unordered_map<std::string, Peer> peers_;
  Queue waiting_;
};

class ConnectionTable::Seat {
 public:
  Seat(ConnectionTable& table, std::string peer);
  ~Seat() { Leave(); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  // From now on the connection waits for its client. `evict` must end it soon; it is
  // called at most once, when the place is free already.
  void Wait(std::function<void()> evict);

  // From now on it does not.
  void Work();

 private:
  friend class ConnectionTable;
  void Leave();

  ConnectionTable& table_;
  const std::string peer_;
  bool is_seated_ = true;
  bool is_waiting_ = false;
  std::function<void()> evict_;
  Queue::iterator place_;
  Queue::iterator place_of_peer_;
};

}  // namespace broadsheet::http

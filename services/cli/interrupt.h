// Ctrl-C during work that can say how far it came.
#pragma once

#include <csignal>
#include <functional>
#include <thread>

namespace broadsheet::cli {

// From construction to destruction, the first SIGINT calls `stop` in a thread of its
// own, and the next one ends the process as usual. One at a time; not thread-safe.
class Interrupt {
 public:
  explicit Interrupt(std::function<void()> stop);
  ~Interrupt();

  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Gives SIGINT back. Whether one came.
  bool Finish();

 private:
  void Await();

  const std::function<void()> stop_;
  const int events_;
  struct sigaction before_ {};
  bool came_ = false;
  std::thread thread_;
};

}  // namespace broadsheet::cli

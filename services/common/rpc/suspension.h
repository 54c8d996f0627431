// How a handler waits without a thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace broadsheet {

// Of one call. A handler that can't answer yet says what it waits for with Until(), and
// returns; what it returns then does not matter. The call takes no thread from there on, and
// is handled again, from the start, when what it waits for has come. Used by the handler
// that runs, and by what it waits for; not thread-safe beyond that.
class Suspension {
 public:
  // Called once, from any thread, by what was waited for. An error is the call's answer.
  using Resume = std::function<void(absl::Status)>;

  // `begin` starts the wait, and must not block.
  void Until(std::function<void(Resume)> begin) { begin_ = std::move(begin); }

  // What the handler, when it runs again, has to know of its earlier runs.
  void Remember(std::string fact) { facts_.insert(std::move(fact)); }
  bool Knows(const std::string& fact) const { return facts_.contains(fact); }

  // What Until() was given, once; nothing where the call has its answer.
  std::function<void(Resume)> Take() { return std::exchange(begin_, nullptr); }

 private:
  std::function<void(Resume)> begin_;
  std::set<std::string> facts_;
};

}  // namespace broadsheet

// How fast long work goes.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "absl/time/time.h"

namespace broadsheet::ingest {

// Rates over the last minute: what is held already is quick, what is new is not. Not
// thread-safe.
class Pace {
 public:
  explicit Pace(absl::Time start) : marks_{{start, 0, 0}} {}

  // All that is done by `now`.
  void Note(absl::Time now, int64_t bytes, int64_t items);

  // 0 until something is noted.
  double bytes_per_second() const;
  double items_per_second() const;

  // How long `bytes` more will take; unset while that is not known.
  std::optional<absl::Duration> TimeFor(int64_t bytes) const;

 private:
  struct Mark {
    absl::Time time;
    int64_t bytes = 0;
    int64_t items = 0;
  };

  double seconds() const { return absl::ToDoubleSeconds(marks_.back().time - marks_.front().time); }

  // Oldest first; a second apart but for the last.
  std::deque<Mark> marks_;
};

}  // namespace broadsheet::ingest

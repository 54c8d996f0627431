// Lines out of a file that comes in parts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace broadsheet::ingest {

// Not thread-safe. Holds no more than one line.
class LineReader {
 public:
  struct Line {
    // Without its end. Of one that is too long, the beginning.
    std::string_view text;
    // From 1.
    int64_t number = 0;
    bool too_long = false;
    // Offset in the file of what follows the line.
    int64_t end = 0;
  };
  // Leaves the reader with an error.
  using Take = std::function<absl::Status(const Line&)>;

  explicit LineReader(size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

  // The next bytes of the file: `take` gets every line that they complete.
  absl::Status Add(std::string_view bytes, const Take& take);

  // The file has ended: `take` gets a last line without end, if there is one.
  absl::Status Finish(const Take& take);

 private:
  absl::Status Emit(const Take& take);

  const size_t max_line_bytes_;
  std::string line_;
  bool too_long_ = false;
  int64_t number_ = 0;
  int64_t offset_ = 0;
};

}  // namespace broadsheet::ingest

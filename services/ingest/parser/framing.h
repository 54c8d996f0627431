// Protobuf messages over a stream socket: four bytes of length, the lowest first,
// and so many bytes of message.
#pragma once

#include <google/protobuf/message_lite.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace broadsheet::ingest {

// Of a message; a longer one is not sent, and not read.
inline constexpr size_t kMaxFrameBytes = 256 << 20;

// Writes to the socket `fd`, which it does not own. Not thread-safe.
class FrameWriter {
 public:
  explicit FrameWriter(int fd) : fd_(fd) {}

  // Keeps `message` until Flush(). INVALID_ARGUMENT where it is too long; then it is left out.
  absl::Status Add(const google::protobuf::MessageLite& message);

  // Sends what was added. DEADLINE_EXCEEDED where the other end has not taken it by `deadline`;
  // UNAVAILABLE where it is closed.
  absl::Status Flush(absl::Time deadline);

  // How much waits to be sent.
  size_t bytes() const { return frames_.size(); }

 private:
  const int fd_;
  std::string frames_;
};

// Reads from the socket `fd`, which it does not own; more than is asked of it, so that there
// must be one only. Not thread-safe.
class FrameReader {
 public:
  explicit FrameReader(int fd) : fd_(fd) {}

  // The next message. DEADLINE_EXCEEDED where it has not come by `deadline`; UNAVAILABLE where
  // the other end is closed, in the middle of a message or before it; DATA_LOSS where what
  // came is no such message.
  absl::Status Read(google::protobuf::MessageLite* message, absl::Time deadline);

 private:
  // Has at least so many bytes from begin_ on.
  absl::Status Fill(size_t bytes, absl::Time deadline);

  const int fd_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace broadsheet::ingest

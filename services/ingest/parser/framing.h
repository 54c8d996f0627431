// Protobuf messages over a stream socket: four bytes of length, the lowest first,
// and so many bytes of message.
#pragma once

#include <google/protobuf/message_lite.h>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace broadsheet::ingest {

// Of a message; a longer one is not sent, and not read.
inline constexpr size_t kMaxFrameBytes = 256 << 20;

// Sends `message` over the socket `fd`. DEADLINE_EXCEEDED where the other end has
// not taken it by `deadline`; UNAVAILABLE where it is closed; INVALID_ARGUMENT where the
// message is too long, and nothing was sent.
absl::Status WriteFrame(int fd, const google::protobuf::MessageLite& message, absl::Time deadline);

// Reads one. DEADLINE_EXCEEDED where it has not come by `deadline`; UNAVAILABLE where
// the other end is closed, in the middle of a message or before it; DATA_LOSS where
// what came is no such message.
absl::Status ReadFrame(int fd, google::protobuf::MessageLite* message, absl::Time deadline);

}  // namespace broadsheet::ingest

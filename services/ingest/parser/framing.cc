#include "ingest/parser/framing.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kLengthBytes = 4;

int PollTimeout(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return -1;
  const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now()) + 1;
  return static_cast<int>(std::clamp<int64_t>(left, 0, std::numeric_limits<int>::max()));
}

absl::Status Await(int fd, short events, absl::Time deadline) {
  pollfd polled{fd, events, 0};
  const int ready = poll(&polled, 1, PollTimeout(deadline));
  if (ready < 0 && errno != EINTR) return absl::ErrnoToStatus(errno, "poll");
  if (ready == 0) return absl::DeadlineExceededError("the other end took too long");
  return absl::OkStatus();
}

bool MayRepeat(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

absl::Status WriteAll(int fd, const char* bytes, size_t size, absl::Time deadline) {
  while (size > 0) {
    const ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && !MayRepeat(errno)) return absl::UnavailableError("the other end is closed");
    if (sent < 0) {
      RETURN_IF_ERROR(Await(fd, POLLOUT, deadline));
      continue;
    }
    bytes += sent;
    size -= static_cast<size_t>(sent);
  }
  return absl::OkStatus();
}

absl::Status ReadAll(int fd, char* bytes, size_t size, absl::Time deadline) {
  while (size > 0) {
    const ssize_t received = recv(fd, bytes, size, MSG_DONTWAIT);
    if (received == 0 || (received < 0 && !MayRepeat(errno))) {
      return absl::UnavailableError("the other end is closed");
    }
    if (received < 0) {
      RETURN_IF_ERROR(Await(fd, POLLIN, deadline));
      continue;
    }
    bytes += received;
    size -= static_cast<size_t>(received);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteFrame(int fd, const google::protobuf::MessageLite& message, absl::Time deadline) {
  const size_t size = message.ByteSizeLong();
  if (size > kMaxFrameBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a message of ", size, " bytes; at most ", kMaxFrameBytes));
  }
  std::string frame(kLengthBytes, '\0');
  for (size_t i = 0; i < kLengthBytes; ++i) frame[i] = static_cast<char>(size >> (8 * i));
  message.AppendPartialToString(&frame);
  return WriteAll(fd, frame.data(), frame.size(), deadline);
}

absl::Status ReadFrame(int fd, google::protobuf::MessageLite* message, absl::Time deadline) {
  std::array<char, kLengthBytes> length{};
  RETURN_IF_ERROR(ReadAll(fd, length.data(), length.size(), deadline));
  size_t size = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    size |= static_cast<size_t>(static_cast<unsigned char>(length[i])) << (8 * i);
  }
  if (size > kMaxFrameBytes) {
    return absl::DataLossError(
        absl::StrCat("a message of ", size, " bytes; at most ", kMaxFrameBytes));
  }
  std::string bytes(size, '\0');
  RETURN_IF_ERROR(ReadAll(fd, bytes.data(), size, deadline));
  if (!message->ParseFromString(bytes)) return absl::DataLossError("what came is no message");
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest

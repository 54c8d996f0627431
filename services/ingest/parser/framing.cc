#include "ingest/parser/framing.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kLengthBytes = 4;
// Some answers.
constexpr size_t kBufferBytes = 64 << 10;

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

size_t LengthIn(const char* bytes) {
  size_t length = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    length |= static_cast<size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return length;
}

}  // namespace

absl::Status FrameWriter::Add(const google::protobuf::MessageLite& message) {
  const size_t size = message.ByteSizeLong();
  if (size > kMaxFrameBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a message of ", size, " bytes; at most ", kMaxFrameBytes));
  }
  for (size_t i = 0; i < kLengthBytes; ++i) frames_ += static_cast<char>(size >> (8 * i));
  message.AppendPartialToString(&frames_);
  return absl::OkStatus();
}

absl::Status FrameWriter::Flush(absl::Time deadline) {
  const absl::Status sent = WriteAll(fd_, frames_.data(), frames_.size(), deadline);
  frames_.clear();
  // What one large message took is not kept for the next.
  if (frames_.capacity() > 4 * kBufferBytes) frames_ = std::string();
  return sent;
}

absl::Status FrameReader::Fill(size_t bytes, absl::Time deadline) {
  if (end_ - begin_ >= bytes) return absl::OkStatus();
  buffer_.erase(0, begin_);
  end_ -= std::exchange(begin_, 0);
  buffer_.resize(std::max(bytes, kBufferBytes));
  while (end_ < bytes) {
    const ssize_t received = recv(fd_, buffer_.data() + end_, buffer_.size() - end_, MSG_DONTWAIT);
    if (received == 0 || (received < 0 && !MayRepeat(errno))) {
      return absl::UnavailableError("the other end is closed");
    }
    if (received < 0) {
      RETURN_IF_ERROR(Await(fd_, POLLIN, deadline));
      continue;
    }
    end_ += static_cast<size_t>(received);
  }
  return absl::OkStatus();
}

absl::Status FrameReader::Read(google::protobuf::MessageLite* message, absl::Time deadline) {
  RETURN_IF_ERROR(Fill(kLengthBytes, deadline));
  const size_t size = LengthIn(buffer_.data() + begin_);
  if (size > kMaxFrameBytes) {
    return absl::DataLossError(
        absl::StrCat("a message of ", size, " bytes; at most ", kMaxFrameBytes));
  }
  RETURN_IF_ERROR(Fill(kLengthBytes + size, deadline));
  const bool parsed =
      message->ParseFromArray(buffer_.data() + begin_ + kLengthBytes, static_cast<int>(size));
  begin_ += kLengthBytes + size;
  // What one large message took is not kept for the next.
  if (begin_ == end_ && buffer_.size() > kBufferBytes) {
    buffer_ = std::string();
    begin_ = end_ = 0;
  }
  return parsed ? absl::OkStatus() : absl::DataLossError("what came is no message");
}

}  // namespace broadsheet::ingest

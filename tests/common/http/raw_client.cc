#include "common/http/raw_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace broadsheet::http::testing {
namespace {

int ConnectIpv6(int port) {
  const int fd = socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  address.sin6_port = htons(static_cast<uint16_t>(port));
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

int ConnectIpv4(int port, const std::string& source) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_GE(fd, 0) << "out of descriptors?";
  sockaddr_in address{};
  address.sin_family = AF_INET;
  EXPECT_EQ(inet_pton(AF_INET, source.c_str(), &address.sin_addr), 1);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
  address.sin_port = htons(static_cast<uint16_t>(port));
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

Answer ParseHead(std::string_view head) {
  Answer answer;
  const std::vector<std::string> lines = absl::StrSplit(std::string(head), "\r\n");
  EXPECT_TRUE(lines[0].size() > 12 && absl::SimpleAtoi(lines[0].substr(9, 3), &answer.status))
      << head;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::pair<std::string, std::string> header =
        absl::StrSplit(lines[i], absl::MaxSplits(": ", 1));
    answer.headers[absl::AsciiStrToLower(header.first)] = header.second;
  }
  return answer;
}

}  // namespace

RawClient::RawClient(int port, const std::string& source)
    : fd_(source == "::1" ? ConnectIpv6(port) : ConnectIpv4(port, source)) {
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

RawClient::~RawClient() {
  if (fd_ >= 0) close(fd_);
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool RawClient::Receive() {
  char chunk[4096];
  const ssize_t size = recv(fd_, chunk, sizeof chunk, 0);
  if (size > 0) buffer_.append(chunk, static_cast<size_t>(size));
  return size > 0;
}

Answer RawClient::Read(bool is_head) {
  size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Receive()) return {};
  }
  Answer answer = ParseHead(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end + 4);
  size_t length = 0;
  if (const auto text = answer.headers.find("content-length");
      text != answer.headers.end() && !is_head) {
    EXPECT_TRUE(absl::SimpleAtoi(text->second, &length));
  }
  while (buffer_.size() < length) {
    if (!Receive()) return {};
  }
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

bool RawClient::AwaitEnd() {
  errno = 0;
  while (Receive()) buffer_.clear();
  return errno != EAGAIN;
}

bool RawClient::IsQuiet() {
  char byte;
  return recv(fd_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

}  // namespace broadsheet::http::testing

#include "common/file_descriptors.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/server.h"
#include "support/matchers.h"

namespace broadsheet {
namespace {

// The soft limit, for as long as this lives.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(int limit) {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = static_cast<rlim_t>(limit);
    setrlimit(RLIMIT_NOFILE, &lower);
  }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

int Connect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd >= 0) connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  return fd;
}

TEST(FileDescriptorsTest, CountsWhatIsOpen) {
  const FileDescriptors before = CountFileDescriptors();
  const int fd = dup(STDERR_FILENO);
  EXPECT_EQ(CountFileDescriptors().open, before.open + 1);
  close(fd);
  EXPECT_EQ(CountFileDescriptors().open, before.open);
  EXPECT_GT(before.limit, before.open);
}

TEST(FileDescriptorsTest, LimitIsRaisedAsFarAsItGoes) {
  const DescriptorLimit limit(CountFileDescriptors().open + 50);
  RaiseFileDescriptorLimit();
  rlimit now{};
  getrlimit(RLIMIT_NOFILE, &now);
  EXPECT_EQ(now.rlim_cur, now.rlim_max);
}

TEST(FileDescriptorsTest, ServerThatTakesNoConnectionsAnyMoreSaysSo) {
  ASSERT_OK_AND_ASSIGN(const auto server, Server::Start({"127.0.0.1:0", {}, {}}));
  EXPECT_TRUE(Server::IsAccepting());
  std::vector<int> connections;
  {
    const DescriptorLimit limit(CountFileDescriptors().open + 30);
    for (int fd = Connect(server->port()); fd >= 0; fd = Connect(server->port())) {
      connections.push_back(fd);
    }
    // One is freed for another client, and none for the server.
    for (const absl::Time end = absl::Now() + absl::Seconds(20);
         Server::IsAccepting() && absl::Now() < end;) {
      if (const int fd = Connect(server->port()); fd >= 0) connections.push_back(fd);
      absl::SleepFor(absl::Milliseconds(10));
    }
  }
  for (const int fd : connections) close(fd);
  EXPECT_FALSE(Server::IsAccepting());
}

}  // namespace
}  // namespace broadsheet

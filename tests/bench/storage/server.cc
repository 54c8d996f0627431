#include "bench/storage/server.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/storage/check.h"

namespace broadsheet::bench {
namespace {

// Waits until the process serves; the port that its log names.
int AwaitPort(const std::string& log) {
  const std::string key = "\"port\":\"";
  for (const absl::Time end = absl::Now() + absl::Seconds(20); absl::Now() < end;) {
    std::ifstream in(log);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const size_t at = text.find(key);
    if (at != std::string::npos && text.find("serving") != std::string::npos) {
      return std::atoi(text.c_str() + at + key.size());
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
  Die(absl::StrCat("storage did not start; see ", log));
}

}  // namespace

Server::Server(const std::string& conninfo) : log_("/tmp/bench-storage.XXXXXX") {
  const int fd = mkstemp(log_.data());
  pid_ = fork();
  if (pid_ == 0) {
    dup2(fd, STDERR_FILENO);
    execl(BROADSHEET_BINARY_DIR "/storage", "storage", "--database", conninfo.c_str(), "--listen",
          "127.0.0.1:0", "--metrics_listen", "none", nullptr);
    _exit(127);
  }
  close(fd);
  address_ = absl::StrCat("127.0.0.1:", AwaitPort(log_));
}

Server::~Server() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  unlink(log_.c_str());
}

int64_t Server::ResidentBytes() const {
  std::ifstream in(absl::StrCat("/proc/", pid_, "/statm"));
  int64_t pages = 0;
  int64_t resident = 0;
  in >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace broadsheet::bench

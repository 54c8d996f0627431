// Storage as it runs: a process of its own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace broadsheet::bench {

// The storage binary on a free port, ready for calls. It is told to end, and waited
// for, at the end.
class Server {
 public:
  // `conninfo` is libpq's.
  explicit Server(const std::string& conninfo);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // host:port.
  const std::string& address() const { return address_; }

  pid_t pid() const { return pid_; }

  // Bytes of memory that the process holds.
  int64_t ResidentBytes() const;

 private:
  pid_t pid_;
  std::string log_;
  std::string address_;
};

}  // namespace broadsheet::bench

// HTTP/1.1 for pages and probes.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http/handler.h"
#include "common/http/limits.h"
#include "common/metrics.h"

namespace broadsheet::http {

// Serves from construction until Shutdown(). One thread does all reading, writing and
// waiting; handlers run on others. Thread-safe.
class Server {
 public:
  struct Options {
    // "127.0.0.1:8080", "[::]:8080", which takes IPv4, too; port 0 takes a free one.
    std::string listen;
    // What its metrics call it.
    std::string name;
    Limits limits;
  };

  // UNAVAILABLE where the address is taken, INVALID_ARGUMENT where it is none. `handler`
  // and `metrics` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options, Handler& handler,
                                                       Metrics& metrics);

  // Shuts down at once if nobody has; waits for handlers that run.
  ~Server();

  // Takes no more connections, ends those that wait for a request, and gives the others
  // `timeout` to get their answers. Call once.
  void Shutdown(absl::Duration timeout);

  int port() const;

 private:
  class Loop;
  explicit Server(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace broadsheet::http

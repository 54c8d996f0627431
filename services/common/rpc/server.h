// A gRPC server with health and reflection.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/limits.h"

namespace broadsheet {

// Serves from construction until Shutdown(). Health (grpc.health.v1) is
// NOT_SERVING, overall and for each service, until SetServing(true). Reflection
// is on. Thread-safe.
class Server {
 public:
  struct Options {
    // "127.0.0.1:50051"; port 0 takes a free one.
    std::string listen;
    // Must outlive the server.
    std::vector<grpc::Service*> services;
    // Their full names, as health knows them.
    std::vector<std::string> service_names;
    ConnectionLimits limits;
    // Longest request that is read; a longer one is RESOURCE_EXHAUSTED.
    int max_request_bytes = kMaxMessageBytes;
    // See tls.h; null: without TLS.
    std::shared_ptr<grpc::ServerCredentials> credentials;
  };

  // UNAVAILABLE where the address is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options);

  // Shuts down at once if nobody has.
  ~Server();

  void SetServing(bool serving);

  // What health says of `name`, which is none of the services': a dependency's.
  void SetHealth(const std::string& name, bool serving);

  // Takes no more calls, gives those that run `timeout` to end, then cancels
  // them. Returns when all have ended.
  void Shutdown(absl::Duration timeout);

  // False once it takes no new connections any more, for good: what gRPC before 1.56 does
  // where the process had no file descriptor left for one (CVE-2023-4785). Of all servers of
  // the process.
  static bool IsAccepting();

  // The port that it listens on.
  int port() const { return port_; }

 private:
  Server() = default;
  std::vector<std::string> service_names_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace broadsheet

// What a command runs with.
#pragma once

#include <grpcpp/channel.h>

#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "cli/printer.h"
#include "common/auth/client_token.h"
#include "common/clock.h"

namespace grpc {
class ChannelCredentials;
}

namespace broadsheet::cli {

enum class Service { kIngest, kStorage, kQuery };

// What the services are called with.
struct Access {
  // Null: without a token.
  std::shared_ptr<const ClientToken> token;
  // Null: without TLS.
  std::shared_ptr<grpc::ChannelCredentials> credentials;
};

// The global options.
struct Settings {
  std::string ingest = "127.0.0.1:50052";
  std::string storage = "127.0.0.1:50051";
  std::string query = "127.0.0.1:50053";
  std::string web = "127.0.0.1:8080";
  // Null: with neither.
  std::shared_ptr<const Access> access;
  // Unset: each command's own.
  std::optional<absl::Duration> timeout;
  bool json = false;
  bool no_color = false;
};

// Not thread-safe. `in` and `clock` must outlive the session.
struct Session {
  // Connects when first used; fails only in calls.
  std::shared_ptr<grpc::Channel> Channel(Service service) const;

  const std::string& Target(Service service) const;

  Settings settings;
  Printer out;
  Printer err;
  std::istream& in;
  // Whether somebody can be asked.
  bool interactive;
  const Clock& clock;
};

// "ingest", "storage", "query". Thread-safe.
const char* ServiceName(Service service);

}  // namespace broadsheet::cli

// HTTP for the website.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "common/metrics.h"
#include "web/http_metrics.h"
#include "web/query_client.h"
#include "web/site.h"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace broadsheet::web {

// Serves from construction until destruction, which lets the requests that run
// end.
class HttpServer {
 public:
  struct Options {
    // "127.0.0.1:8080"; port 0 takes a free one.
    std::string listen;
    // An empty base_uri means: as each request addresses this server.
    Site site;
    // How long the calls that make a page may take.
    absl::Duration page_timeout = absl::Seconds(10);
  };

  // UNAVAILABLE where the address is taken, INVALID_ARGUMENT where it is none.
  // `query` and `metrics` must outlive the server.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const Options& options,
                                                           const QueryClient& query,
                                                           Metrics& metrics);
  ~HttpServer();

  int port() const { return port_; }

 private:
  HttpServer(const Options& options, const QueryClient& query, Metrics& metrics);
  absl::Status Bind();
  void Handle(const httplib::Request& in, httplib::Response& out);
  void RefuseMethod(const httplib::Request& in, httplib::Response& out) const;

  const Options options_;
  const QueryClient& query_;
  HttpMetrics metrics_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace broadsheet::web

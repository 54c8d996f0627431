// HTTP for the website.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "common/http/handler.h"
#include "common/metrics.h"
#include "web/http_metrics.h"
#include "web/query_client.h"
#include "web/site.h"

namespace broadsheet::web {

// Answers requests with pages, in the headers that all of them have.
class HttpHandler final : public http::Handler {
 public:
  struct Options {
    // An empty base_uri means: as each request addresses this server.
    Site site;
    // How long a request may take, with its wait for a thread.
    absl::Duration page_timeout = absl::Seconds(10);
  };

  // `query` and `metrics` must outlive it.
  HttpHandler(Options options, const QueryClient& query, Metrics& metrics);

  http::Response Answer(const http::Request& request) override;
  // What is made without query.
  bool IsQuick(const http::Request& request) const override;
  http::Response Refuse(int status, const std::string& why) override;

 private:
  Request ToRequest(const http::Request& in) const;
  http::Response MakeRefusal(int status, const std::string& why) const;

  const Options options_;
  const QueryClient& query_;
  HttpMetrics metrics_;
  // Made once: it is sent most when there is least time to make it.
  const http::Response busy_;
};

}  // namespace broadsheet::web

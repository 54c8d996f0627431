// HTTP from servers that nobody vouches for.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ingest/fetch/http_client.h"

namespace broadsheet::ingest {

// HttpClient over libcurl. Every address that is dialled, redirects' included,
// must be a public one unless the options say otherwise; no proxy of the
// environment is used. Thread-safe.
class HttpFetcher final : public HttpClient {
 public:
  struct Options {
    std::string user_agent = "Broadsheet/0.1";
    bool allow_private_addresses = false;
    absl::Duration connect_timeout = absl::Seconds(10);
    // For a fetch with all its redirects, however slowly they come.
    absl::Duration total_timeout = absl::Seconds(60);
    int max_redirects = 10;
    // Decompressed.
    int64_t max_body_bytes = 64 << 20;
    // How much of a longer body is kept.
    int64_t oversized_prefix_bytes = 1 << 20;
  };

  explicit HttpFetcher(Options options);

  absl::StatusOr<HttpResponse> Get(const HttpRequest& request) override;
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request) override;

 private:
  absl::StatusOr<HttpResponse> Follow(const HttpRequest& request, bool posts) const;
  // Takes at most `*budget`, less what it took after. `decode`: whether the answer's
  // Content-Encoding counts.
  absl::StatusOr<HttpResponse> AskOnce(const HttpRequest& request, const std::string& uri,
                                       bool posts, bool decode, absl::Duration* budget,
                                       std::string* redirect) const;

  const Options options_;
};

}  // namespace broadsheet::ingest

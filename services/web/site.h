// What a page is made from, and what it becomes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/rpc/call.h"

namespace broadsheet::web {

// The archive as its readers know it.
struct Site {
  // "Broadsheet".
  std::string title;
  // "https://news.example", without a slash at the end.
  std::string base_uri;
  // What dates are shown in. Addresses and months of the archive are by UTC.
  absl::TimeZone time_zone = absl::UTCTimeZone();
};

// A GET or HEAD of a reader.
struct Request {
  // Percent-decoded, "/category/tech/".
  std::string path;
  // Decoded query parameters; those of one name keep their order.
  std::multimap<std::string, std::string> parameters;
  // Where this request came in; its base URI is the request's own where the site
  // has none.
  Site site;
  // Deadline and trace for the calls that answer it.
  Call call;

  // The first parameter of that name; empty without one.
  std::string Parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? "" : found->second;
  }
};

// The answer to a request.
struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  // When what it shows was last changed, where that is known.
  std::optional<absl::Time> last_modified;
  // Cache-Control. Pages are asked about again each time, which their ETag makes
  // cheap.
  std::string cache_control = "no-cache";
  // Absolute path or URI of a redirect (status 301).
  std::string location;
  // Retry-After of a 503.
  std::optional<absl::Duration> retry_after;
};

}  // namespace broadsheet::web

// Fetching over HTTP, as ingest sees it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace broadsheet::ingest {

struct HttpRequest {
  // Absolute http or https URI.
  std::string uri;
  // What the server said of the copy that is held: makes the request
  // conditional. Empty where none is held.
  std::string etag;
  std::string last_modified;
  // Sent as the body of Post(), in application/x-www-form-urlencoded.
  std::string form;
  absl::Time deadline = absl::InfiniteFuture();
  // Asked before `uri` and every redirect's target is requested; may wait. Its
  // error ends the fetch. Unset allows all.
  std::function<absl::Status(const std::string& uri)> before_request;
};

// What a server answered, redirects followed.
struct HttpResponse {
  int status = 0;
  // Decompressed.
  std::string body;
  // The Content-Type header, with its charset.
  std::string content_type;
  // Where the body came from.
  std::string final_uri;
  // Where 301 and 308 redirects lead from the start; empty without one there.
  std::string permanent_uri;
  std::string etag;
  std::string last_modified;
  // The Link headers, with commas between (RFC 8288); 16 KiB of them at most.
  std::string link_header;
  // The Retry-After header; zero without one.
  absl::Duration retry_after;

  // The body was longer than is taken: `body` is its beginning, and these tell
  // what was read until the transfer was cut off.
  bool oversized = false;
  int64_t bytes_read = 0;
  std::string sha256;

  bool not_modified() const { return status == 304; }
};

// Thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // Any answer of the server is OK, whatever its status. INVALID_ARGUMENT for
  // what is no http or https URI, PERMISSION_DENIED for an address that may not
  // be dialled, UNAVAILABLE or DEADLINE_EXCEEDED where no answer came.
  virtual absl::StatusOr<HttpResponse> Get(const HttpRequest& request) = 0;

  // The same for a form. Redirects that want it sent anew (307, 308) are followed; what others
  // lead to is not asked for, and they are the answer. Of a long body 64 KiB are read.
  virtual absl::StatusOr<HttpResponse> Post(const HttpRequest& request) = 0;
};

// OK for 200 and 304. Otherwise an error that names the URI: NOT_FOUND (404,
// 410), PERMISSION_DENIED (401, 403, 451), RESOURCE_EXHAUSTED (429, or an
// oversized body), UNAVAILABLE (408, 5xx) or FAILED_PRECONDITION, with reason
// HTTP_STATUS and the status in the metadata.
absl::Status CheckHttpResponse(const HttpResponse& response);

}  // namespace broadsheet::ingest

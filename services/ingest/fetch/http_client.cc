#include "ingest/fetch/http_client.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

absl::StatusCode CodeOf(int http_status) {
  switch (http_status) {
    case 404:
    case 410:
      return absl::StatusCode::kNotFound;
    case 401:
    case 403:
    case 451:
      return absl::StatusCode::kPermissionDenied;
    case 429:
      return absl::StatusCode::kResourceExhausted;
    case 408:
      return absl::StatusCode::kUnavailable;
    default:
      return http_status >= 500 ? absl::StatusCode::kUnavailable
                                : absl::StatusCode::kFailedPrecondition;
  }
}

}  // namespace

absl::Status CheckHttpResponse(const HttpResponse& response) {
  if (response.oversized) {
    return WithReason(absl::ResourceExhaustedError(
                          absl::StrCat(response.final_uri, ": the body is too long, cut after ",
                                       response.bytes_read, " bytes")),
                      "BODY_TOO_LARGE",
                      {{"uri", response.final_uri},
                       {"bytes_read", absl::StrCat(response.bytes_read)},
                       {"sha256", absl::BytesToHexString(response.sha256)}});
  }
  if (response.status == 200 || response.not_modified()) return absl::OkStatus();
  return WithReason(
      absl::Status(CodeOf(response.status),
                   absl::StrCat(response.final_uri, ": the server answered ", response.status)),
      "HTTP_STATUS", {{"uri", response.final_uri}, {"http_status", absl::StrCat(response.status)}});
}

}  // namespace broadsheet::ingest

#include "cli/exit_code.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/text.h"
#include "common/status.h"
#include "google/rpc/error_details.pb.h"

namespace broadsheet::cli {
namespace {

google::rpc::BadRequest BadRequestOf(const absl::Status& error) {
  google::rpc::BadRequest bad_request;
  const auto payload = error.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  if (payload.has_value()) bad_request.ParsePartialFromString(std::string(*payload));
  return bad_request;
}

}  // namespace

const std::vector<std::pair<ExitCode, const char*>>& ExitCodeMeanings() {
  static const auto* const meanings = new std::vector<std::pair<ExitCode, const char*>>{
      {ExitCode::kOk, "done"},
      {ExitCode::kFailed, "failed"},
      {ExitCode::kUsage, "the command line is wrong"},
      {ExitCode::kNotFound, "there is no such article, feed or reject"},
      {ExitCode::kUnavailable, "a service can't be reached or gave no answer in time"},
      {ExitCode::kRejected, "done, but some articles were rejected"},
      {ExitCode::kInterrupted, "an import was interrupted by Ctrl-C"}};
  return *meanings;
}

ExitCode CodeOf(const absl::Status& error) {
  switch (error.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kFailed;
  }
}

std::string Describe(const absl::Status& error) {
  const std::string message = OneLine(Printable(std::string(error.message())));
  std::vector<std::string> untold;
  const google::rpc::BadRequest bad_request = BadRequestOf(error);
  for (const auto& violation : bad_request.field_violations()) {
    if (absl::StrContains(message, violation.field()) &&
        absl::StrContains(message, violation.description())) {
      continue;
    }
    untold.push_back(
        OneLine(Printable(absl::StrCat(violation.field(), ": ", violation.description()))));
  }
  if (untold.empty()) return message.empty() ? absl::StatusCodeToString(error.code()) : message;
  return absl::StrCat(message, " (", absl::StrJoin(untold, "; "), ")");
}

}  // namespace broadsheet::cli

#include "cli/results.h"

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/rpc.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestCounts;

// "created" for WRITE_OUTCOME_CREATED.
std::string OutcomeText(article::v1::WriteOutcome outcome) {
  constexpr size_t kPrefix = sizeof("WRITE_OUTCOME_") - 1;
  return absl::AsciiStrToLower(article::v1::WriteOutcome_Name(outcome).substr(kPrefix));
}

// " (3 draft, 2 page)": what was skipped, if it is told.
std::string KindsText(const IngestCounts& counts) {
  const std::map<std::string, int64_t> kinds(counts.skipped_kinds().begin(),
                                             counts.skipped_kinds().end());
  if (counts.skipped() == 0 || kinds.empty()) return "";
  const std::string list =
      absl::StrJoin(kinds, ", ", [](std::string* out, const std::pair<std::string, int64_t>& kind) {
        absl::StrAppend(out, kind.second, " ", kind.first);
      });
  return absl::StrCat(" (", list, ")");
}

}  // namespace

std::string CountsText(const IngestCounts& counts) {
  const std::array<std::pair<int64_t, const char*>, 8> all = {
      {{counts.created(), "created"},
       {counts.revised(), "revised"},
       {counts.unchanged(), "unchanged"},
       {counts.stale(), "stale"},
       {counts.suppressed(), "suppressed"},
       {counts.rejected(), "rejected"},
       {counts.skipped(), "skipped"},
       {counts.overlooked(), "overlooked"}}};
  std::vector<std::string> parts;
  for (const auto& [count, word] : all) {
    if (count > 0) parts.push_back(absl::StrCat(count, " ", word));
  }
  if (const std::string kinds = KindsText(counts); !kinds.empty()) parts.back() += kinds;
  if (counts.comments() > 0) {
    parts.push_back(absl::StrCat(counts.comments(), " comments not taken"));
  }
  return parts.empty() ? "nothing" : absl::StrJoin(parts, ", ");
}

int64_t Total(const IngestCounts& counts) {
  return counts.created() + counts.revised() + counts.unchanged() + counts.stale() +
         counts.suppressed() + counts.rejected() + counts.skipped();
}

ExitCode CodeOf(const IngestCounts& counts) {
  return counts.rejected() > 0 ? ExitCode::kRejected : ExitCode::kOk;
}

void PrintResult(const ingest::v1::PushResult& result, Printer& out) {
  if (!result.has_error()) {
    out.Line(absl::StrCat(OutcomeText(result.outcome()), " ", result.name(), " revision ",
                          result.revision()));
    return;
  }
  out.Text("rejected ", Style::kError);
  const std::string message = OneLine(result.error().message());
  out.Text(message);
  const bool told = absl::StrContains(message, result.reject());
  out.Line(told ? "" : absl::StrCat(" (kept as ", result.reject(), ")"));
}

absl::Status WaitUntilReadable(const Session& session, const article::v1::Cursor& read_after) {
  query::v1::ListArticlesRequest request;
  request.set_page_size(1);
  *request.mutable_read_after() = read_after;
  return Call(session, Service::kQuery, &query::v1::QueryService::Stub::ListArticles, request)
      .status();
}

}  // namespace broadsheet::cli

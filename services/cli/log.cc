#include <CLI/CLI.hpp>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/revision_text.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Cursor;
using storage::v1::Change;
using storage::v1::StorageService;
using storage::v1::WatchChangesResponse;

constexpr absl::Duration kRetryDelay = absl::Seconds(1);

struct Options {
  bool from_start = false;
  std::string after;
  int64_t limit = 0;
};

// Where it stands.
struct Place {
  Cursor after;
  int64_t shown = 0;
  // Storage has answered once: from now on it is waited for.
  bool connected = false;
};

absl::StatusOr<Cursor> Start(const Session& session, const Options& options) {
  Cursor cursor;
  if (options.from_start) return cursor;
  if (!options.after.empty()) {
    RETURN_IF_ERROR(ParseJson(options.after, &cursor));
    return cursor;
  }
  storage::v1::ListChangesRequest request;
  request.set_page_size(1);
  ASSIGN_OR_RETURN(const auto page,
                   Call(session, Service::kStorage, &StorageService::Stub::ListChanges, request));
  return page.head();
}

std::string CheckCursor(const std::string& json) {
  Cursor cursor;
  return std::string(ParseJson(json, &cursor).message());
}

void Print(const Change& change, Printer& out) {
  out.Text(absl::StrCat(Pad(absl::StrCat("#", change.cursor().position()), 8)), Style::kDim);
  out.Text(absl::StrCat(Moment(change.commit_time()), "  "));
  if (change.has_category()) {
    out.Text(Pad("category", 10), Style::kBold);
    out.Line(absl::StrCat(change.category().name(), "  ", OneLine(change.category().title())));
    return;
  }
  const auto& revision = change.article().revision();
  out.Text(Pad(KindText(revision.kind()), 10), Style::kBold);
  const auto& snapshot = revision.snapshot();
  out.Text(snapshot.title().empty() ? "(redacted)" : OneLine(snapshot.title()));
  out.Line(absl::StrCat("  ", snapshot.path().empty() ? revision.name() : snapshot.path()),
           Style::kDim);
}

// Prints changes. Whether there are to be more.
absl::StatusOr<bool> Take(const WatchChangesResponse& response, const Options& options,
                          Session& session, Place& place) {
  place.connected = true;
  for (const Change& change : response.changes()) {
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(change, session.out));
    } else {
      Print(change, session.out);
    }
    place.after = change.cursor();
    if (++place.shown == options.limit) return false;
  }
  session.out.Flush();
  return true;
}

// Follows one stream until it ends. OK where enough was shown.
absl::Status Follow(const Options& options, Session& session, Place& place) {
  StorageService::Stub stub(session.Channel(Service::kStorage));
  grpc::ClientContext context;
  if (session.settings.timeout) SetDeadline(session, kLongTimeout, context);
  storage::v1::WatchChangesRequest request;
  if (place.after.position() > 0) *request.mutable_after() = place.after;
  const auto stream = stub.WatchChanges(&context, request);
  for (WatchChangesResponse response; stream->Read(&response);) {
    const absl::StatusOr<bool> more = Take(response, options, session, place);
    if (more.ok() && *more) continue;
    context.TryCancel();
    stream->Finish();
    return more.status();
  }
  const grpc::Status status = stream->Finish();
  // A storage that drains ends its streams without an error.
  if (status.ok()) return absl::UnavailableError("storage ended the stream");
  return ServiceStatus(session, Service::kStorage, status);
}

Outcome FollowLog(Session& session, const Options& options) {
  Place place;
  ASSIGN_OR_RETURN(place.after, Start(session, options));
  bool told = false;
  while (true) {
    const int64_t shown = place.shown;
    const absl::Status status = Follow(options, session, place);
    session.out.Flush();
    if (status.ok()) return ExitCode::kOk;
    if (!absl::IsUnavailable(status) || !place.connected) return status;
    told = told && place.shown == shown;
    if (!told) session.err.Line(absl::StrCat(Describe(status), "; trying again"), Style::kDim);
    told = true;
    absl::SleepFor(kRetryDelay);
  }
}

}  // namespace

void AddLog(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("log", "Follow the change log, until Ctrl-C");
  CLI::Option* start =
      command->add_flag("--from-start", options->from_start, "Begin with the first change ever");
  command->add_option("--after", options->after, "Go on behind a change: its cursor, from --json")
      ->type_name("JSON")
      ->check(CheckCursor)
      ->excludes(start);
  command->add_option("-n,--limit", options->limit, "End after so many changes")
      ->type_name("N")
      ->check(CheckLimit);
  command->footer(
      "It outlives a restart of storage; every change is shown once, in order.\n"
      "\nExamples:\n"
      "  broadsheet log\n"
      "  broadsheet log --from-start --limit 20\n"
      "  broadsheet --json log --from-start | jq -r 'select(.article) | "
      ".article.revision.kind'\n"
      "  broadsheet --json log --from-start --limit 1 > last-change.json\n"
      "  broadsheet --json log --after \"$(jq -c .cursor last-change.json)\"");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return FollowLog(session, *options); };
  });
}

}  // namespace broadsheet::cli

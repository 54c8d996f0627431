#include <CLI/CLI.hpp>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using query::v1::QueryService;
using query::v1::WatchArticlesRequest;
using query::v1::WatchArticlesResponse;

constexpr absl::Duration kRetryDelay = absl::Seconds(1);

struct Options {
  FilterOptions filter;
  std::string resume;
  int64_t limit = 0;
};

// Where a watch stands: `request` goes on behind what was shown.
struct Place {
  WatchArticlesRequest request;
  int64_t shown = 0;
  // Query has answered once: from now on it is waited for.
  bool connected = false;
};

// "added" of KIND_ADDED.
std::string KindText(WatchArticlesResponse::Kind kind) {
  return absl::AsciiStrToLower(WatchArticlesResponse::Kind_Name(kind).substr(5));
}

void Print(const WatchArticlesResponse& event, Printer& out) {
  const article::v1::Article& article = event.article();
  out.Text(Pad(KindText(event.kind()), 10), Style::kBold);
  if (article.title().empty()) return out.Line(article.name(), Style::kDim);
  out.Text(absl::StrCat(Day(article.list_time()), "  ", OneLine(article.title())));
  out.Line(absl::StrCat("  ", article.path()), Style::kDim);
}

// Shows an event. Whether there are to be more.
absl::StatusOr<bool> Take(const WatchArticlesResponse& event, const Options& options,
                          Session& session, Place& place) {
  place.connected = true;
  place.request.set_resume_token(event.resume_token());
  if (session.settings.json) {
    if (event.kind() != WatchArticlesResponse::KIND_UNSPECIFIED) {
      RETURN_IF_ERROR(PrintJson(event, session.out));
    }
  } else if (event.has_article()) {
    Print(event, session.out);
  } else if (event.kind() == WatchArticlesResponse::KIND_CAUGHT_UP) {
    session.out.Line("caught up", Style::kDim);
  }
  session.out.Flush();
  return !event.has_article() || ++place.shown != options.limit;
}

// Follows one stream until it ends. OK where enough was shown.
absl::Status Follow(const Options& options, Session& session, Place& place) {
  QueryService::Stub stub(session.Channel(Service::kQuery));
  grpc::ClientContext context;
  if (session.settings.timeout) SetDeadline(session, kLongTimeout, context);
  const auto stream = stub.WatchArticles(&context, place.request);
  for (WatchArticlesResponse event; stream->Read(&event);) {
    const absl::StatusOr<bool> more = Take(event, options, session, place);
    if (more.ok() && *more) continue;
    context.TryCancel();
    stream->Finish();
    return more.status();
  }
  return ServiceStatus(session, Service::kQuery, stream->Finish());
}

// Query restarts, or has ended a stream that was read too slowly or silent for longest.
bool GoesOn(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         Reason(status) == "IDLE_STREAM";
}

Outcome Watch(Session& session, const Options& options) {
  Place place;
  ASSIGN_OR_RETURN(*place.request.mutable_filter(),
                   MakeFilter(options.filter, session.clock.Now()));
  place.request.set_resume_token(options.resume);
  bool told = false;
  while (true) {
    const int64_t shown = place.shown;
    const absl::Status status = Follow(options, session, place);
    if (status.ok()) return ExitCode::kOk;
    if (!GoesOn(status) || !place.connected) return status;
    told = told && place.shown == shown;
    if (!told) session.err.Line(absl::StrCat(Describe(status), "; trying again"), Style::kDim);
    told = true;
    absl::SleepFor(kRetryDelay);
  }
}

}  // namespace

void AddWatch(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("watch", "Follow a list of articles, until Ctrl-C");
  AddFilterOptions(*command, options->filter);
  command
      ->add_option("--resume", options->resume,
                   "Go on behind the event of this resumeToken, with the same filter")
      ->type_name("TOKEN");
  command->add_option("-n,--limit", options->limit, "End after so many events")
      ->type_name("N")
      ->check(CheckLimit);
  command->footer(
      "Tells what enters the list, changes in it and leaves it, once and in order. It\n"
      "outlives restarts of query and storage. `broadsheet log` follows the record.\n"
      "\nExamples:\n"
      "  broadsheet watch --category tech\n"
      "  broadsheet watch -m shenzhen --language zh\n"
      "  broadsheet --json watch --tag 5g | jq -r '.article.title // empty'\n"
      "  broadsheet --json watch | head -n 1 > last-event.json\n"
      "  broadsheet --json watch --resume \"$(jq -r .resumeToken last-event.json)\"");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Watch(session, *options); };
  });
}

}  // namespace broadsheet::cli

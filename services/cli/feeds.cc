#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/commands.h"
#include "cli/feed_add.h"
#include "cli/feed_change.h"
#include "cli/feed_lists.h"
#include "cli/feed_names.h"
#include "cli/feed_text.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;
using ingest::v1::IngestService;
using ingest::v1::PollFeedResponse;

struct NameOptions {
  std::vector<std::string> names;
  bool all = false;
  bool unconditional = false;
  bool wait = false;
};

Outcome ListFeeds(Session& session) {
  ASSIGN_OR_RETURN(const std::vector<Feed> feeds, AllFeeds(session));
  for (const Feed& feed : feeds) {
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(feed, session.out));
    } else {
      PrintFeed(feed, session.out);
    }
  }
  if (feeds.empty() && !session.settings.json) {
    session.err.Line("No feeds yet; see broadsheet feeds add --help", Style::kDim);
  }
  return ExitCode::kOk;
}

absl::StatusOr<PollFeedResponse> PollOne(Session& session, const NameOptions& options,
                                         const std::string& name) {
  ingest::v1::PollFeedRequest request;
  request.set_name(name);
  request.set_unconditional(options.unconditional);
  request.set_even_if_set_aside(true);
  const Progress progress(name, session.err);
  auto response =
      Call(session, Service::kIngest, &IngestService::Stub::PollFeed, request, kLongTimeout);
  if (!response.ok()) return Annotate(response.status(), name);
  return response;
}

Outcome PollFeeds(Session& session, const NameOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   FeedNames(session, options.names, options.all));
  ExitCode code = ExitCode::kOk;
  for (const std::string& name : names) {
    const auto polled = PollOne(session, options, name);
    if (!polled.ok()) {
      // Without a reason it is ingest that is away, not the feed's server.
      if (names.size() == 1 || Reason(polled.status()).empty()) return polled.status();
      session.err.Line(absl::StrCat("broadsheet feeds poll: ", Describe(polled.status())),
                       Style::kError);
      code = ExitCode::kFailed;
      continue;
    }
    if (options.wait && polled->has_read_after()) {
      RETURN_IF_ERROR(WaitUntilReadable(session, polled->read_after()));
    }
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(*polled, session.out));
    } else {
      session.out.Line(absl::StrCat(
          name, ": ", polled->not_modified() ? "not modified" : CountsText(polled->counts())));
    }
    if (code == ExitCode::kOk) code = CodeOf(polled->counts());
  }
  return code;
}

Outcome RemoveFeeds(Session& session, const NameOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   FeedNames(session, options.names, options.all));
  for (const std::string& name : names) {
    ingest::v1::DeleteFeedRequest request;
    request.set_name(name);
    RETURN_IF_ERROR(Annotate(
        Call(session, Service::kIngest, &IngestService::Stub::DeleteFeed, request).status(), name));
    if (!session.settings.json) session.out.Line(absl::StrCat("removed ", name));
  }
  return ExitCode::kOk;
}

void AddPoll(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<NameOptions>();
  CLI::App* command = group.add_subcommand("poll", "Poll feeds now, whenever they are due");
  CLI::Option* names = command->add_option("FEED", options->names, "Name or address of a feed");
  CLI::Option* all = command->add_flag("--all", options->all, "Poll every feed");
  names->excludes(all);
  command->add_flag("--unconditional", options->unconditional,
                    "Read it even if its server says that it has not changed");
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "Examples:\n"
      "  broadsheet feeds poll feeds/0195f3a1-5b0d-7e63-8a4c-1f2e3d4c5b6a\n"
      "  broadsheet feeds poll https://news.example/feed --unconditional\n"
      "  broadsheet feeds poll --all --wait");
  command->callback([options, &chosen] {
    if (options->names.empty() && !options->all) throw CLI::RequiredError("FEED or --all");
    chosen = [options](Session& session) { return PollFeeds(session, *options); };
  });
}

void AddRemove(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<NameOptions>();
  CLI::App* command = group.add_subcommand("remove", "Stop polling feeds; their articles stay");
  command->add_option("FEED", options->names, "Name or address of a feed")->required();
  command->footer(
      "Examples:\n"
      "  broadsheet feeds remove feeds/0195f3a1-5b0d-7e63-8a4c-1f2e3d4c5b6a\n"
      "  broadsheet feeds remove https://news.example/feed");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return RemoveFeeds(session, *options); };
  });
}

}  // namespace

void AddFeeds(CLI::App& app, Action& chosen) {
  CLI::App* group = app.add_subcommand("feeds", "Add, list, poll, change and remove feeds");
  group->footer(
      "Examples:\n"
      "  broadsheet feeds add https://news.example/feed\n"
      "  broadsheet feeds list\n"
      "  broadsheet feeds poll --all");
  AddFeedAdd(*group, chosen);
  CLI::App* list = group->add_subcommand("list", "List all feeds and how their polls went");
  list->footer(
      "Examples:\n"
      "  broadsheet feeds list\n"
      "  broadsheet --json feeds list | jq -r 'select(.lastError) | .uri'");
  list->callback([&chosen] { chosen = ListFeeds; });
  AddPoll(*group, chosen);
  AddFeedChange(*group, chosen);
  AddRemove(*group, chosen);
  AddFeedImport(*group, chosen);
  AddFeedExport(*group, chosen);
}

}  // namespace broadsheet::cli

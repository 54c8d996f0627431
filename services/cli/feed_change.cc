#include "cli/feed_change.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/feed_names.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;
using ingest::v1::IngestService;
using ingest::v1::UpdateFeedRequest;

constexpr char kByItself[] = "auto";

// A setting that can be made and taken back.
struct Switch {
  bool on = false;
  bool off = false;

  bool is_given() const { return on || off; }
};

struct Options {
  std::vector<std::string> feeds;
  bool all = false;
  std::vector<std::string> categories;
  std::string interval;
  Switch paused;
  Switch full_text;
  Switch hub_ignored;
};

std::string CheckInterval(const std::string& text) {
  return text == kByItself ? "" : CheckDuration(text);
}

bool ChangesAnything(const Options& options) {
  return !options.categories.empty() || !options.interval.empty() || options.paused.is_given() ||
         options.full_text.is_given() || options.hub_ignored.is_given();
}

absl::StatusOr<UpdateFeedRequest> MakeRequest(const Options& options) {
  UpdateFeedRequest request;
  Feed& feed = *request.mutable_feed();
  const auto changes = [&](const char* field) { request.mutable_update_mask()->add_paths(field); };
  for (const std::string& name : CategoryNames(options.categories)) {
    feed.add_default_categories(name);
  }
  if (!options.categories.empty()) changes("default_categories");
  if (!options.interval.empty()) changes("poll_interval");
  if (!options.interval.empty() && options.interval != kByItself) {
    ASSIGN_OR_RETURN(const absl::Duration interval, ParsePositiveDuration(options.interval));
    feed.mutable_poll_interval()->set_seconds(absl::ToInt64Seconds(interval));
  }
  feed.set_paused(options.paused.on);
  if (options.paused.is_given()) changes("paused");
  feed.set_fetch_full_text(options.full_text.on);
  if (options.full_text.is_given()) changes("fetch_full_text");
  feed.set_ignore_hub(options.hub_ignored.on);
  if (options.hub_ignored.is_given()) changes("ignore_hub");
  return request;
}

Outcome ChangeFeeds(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(UpdateFeedRequest request, MakeRequest(options));
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   FeedNames(session, options.feeds, options.all));
  for (const std::string& name : names) {
    request.mutable_feed()->set_name(name);
    const absl::StatusOr<Feed> changed =
        Call(session, Service::kIngest, &IngestService::Stub::UpdateFeed, request);
    RETURN_IF_ERROR(Annotate(changed.status(), name));
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(*changed, session.out));
    } else {
      session.out.Line(absl::StrCat("changed ", name, "  ", changed->uri()));
    }
  }
  return ExitCode::kOk;
}

void AddSwitch(CLI::App& command, Switch& given, const char* on, const char* on_help,
               const char* off, const char* off_help) {
  CLI::Option* const set = command.add_flag(on, given.on, on_help);
  command.add_flag(off, given.off, off_help)->excludes(set);
}

}  // namespace

void AddFeedChange(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = group.add_subcommand("change", "Change how feeds are polled and filed");
  CLI::Option* const feeds =
      command->add_option("FEED", options->feeds, "Name or address of a feed");
  command->add_flag("--all", options->all, "Change every feed")->excludes(feeds);
  AddSwitch(*command, options->paused, "--pause", "Keep the feed, but do not poll it", "--resume",
            "Poll it again");
  command
      ->add_option("--interval", options->interval,
                   "Poll this often (1m to 7d); auto: as often as the feed changes")
      ->type_name("DURATION")
      ->check(CheckInterval);
  command->add_option("-c,--category", options->categories, "File every entry under these instead")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  AddSwitch(*command, options->full_text, "--full-text",
            "Fetch the page behind every \"Continue reading\"", "--no-full-text",
            "Take the entries as they are");
  AddSwitch(*command, options->hub_ignored, "--ignore-hub",
            "Poll it as any, though it names a hub (WebSub)", "--heed-hub",
            "Let its hub tell what is new");
  command->footer(
      "What is not given stays as it is. Articles that are there already do, too.\n"
      "\nExamples:\n"
      "  broadsheet feeds change https://news.example/feed --pause\n"
      "  broadsheet feeds change https://news.example/feed --resume --interval auto\n"
      "  broadsheet feeds change --all --ignore-hub");
  command->callback([options, &chosen] {
    if (options->feeds.empty() && !options->all) throw CLI::RequiredError("FEED or --all");
    if (!ChangesAnything(*options)) throw CLI::RequiredError("What to change");
    chosen = [options](Session& session) { return ChangeFeeds(session, *options); };
  });
}

}  // namespace broadsheet::cli

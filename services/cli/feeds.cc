#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/feed_text.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;
using ingest::v1::IngestService;
using ingest::v1::PollFeedResponse;

struct AddOptions {
  std::string uri;
  std::vector<std::string> categories;
  std::vector<std::string> mapped;
  std::string interval;
  bool page = false;
  bool full_text = false;
  bool ignore_guids = false;
  bool paused = false;
};

struct NameOptions {
  std::vector<std::string> names;
  bool all = false;
  bool unconditional = false;
  bool wait = false;
};

absl::StatusOr<std::vector<Feed>> AllFeeds(const Session& session) {
  std::vector<Feed> feeds;
  ingest::v1::ListFeedsRequest request;
  request.set_page_size(100);
  do {
    ASSIGN_OR_RETURN(const auto page,
                     Call(session, Service::kIngest, &IngestService::Stub::ListFeeds, request));
    feeds.insert(feeds.end(), page.feeds().begin(), page.feeds().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return feeds;
}

// The feeds' names; a URI means the feed that has it.
absl::StatusOr<std::vector<std::string>> Resolve(const Session& session,
                                                 const NameOptions& options) {
  std::vector<std::string> names;
  std::vector<Feed> feeds;
  const auto is_uri = [](const std::string& text) { return absl::StrContains(text, "://"); };
  if (options.all || std::any_of(options.names.begin(), options.names.end(), is_uri)) {
    ASSIGN_OR_RETURN(feeds, AllFeeds(session));
  }
  if (options.all) {
    for (const Feed& feed : feeds) names.push_back(feed.name());
    return names;
  }
  for (const std::string& name : options.names) {
    const auto found = std::find_if(feeds.begin(), feeds.end(),
                                    [&](const Feed& feed) { return feed.uri() == name; });
    if (is_uri(name) && found == feeds.end()) {
      return absl::NotFoundError(absl::StrCat("no feed has the URI ", name));
    }
    names.push_back(is_uri(name) ? found->name() : ResourceName("feeds", name));
  }
  return names;
}

std::string CheckMapping(const std::string& pair) {
  const size_t equals = pair.rfind('=');
  const bool fine = equals != std::string::npos && equals > 0;
  return fine ? "" : absl::StrCat("'", pair, "' is not NAME=SLUG");
}

void MapCategories(const std::vector<std::string>& mapped, Feed& feed) {
  for (const std::string& pair : mapped) {
    const size_t equals = pair.rfind('=');
    const std::string slug = pair.substr(equals + 1);
    (*feed.mutable_category_map())[pair.substr(0, equals)] =
        slug.empty() ? "" : ResourceName("categories", slug);
  }
}

absl::StatusOr<Feed> MakeFeed(const AddOptions& options) {
  Feed feed;
  feed.set_uri(options.uri);
  feed.set_kind(options.page ? Feed::KIND_ARCHIVE_PAGE : Feed::KIND_FEED);
  if (options.ignore_guids) feed.set_identity_rule(Feed::IDENTITY_RULE_CANONICAL_URI);
  for (const std::string& name : CategoryNames(options.categories)) {
    feed.add_default_categories(name);
  }
  MapCategories(options.mapped, feed);
  feed.set_fetch_full_text(options.full_text);
  feed.set_paused(options.paused);
  if (!options.interval.empty()) {
    ASSIGN_OR_RETURN(const absl::Duration interval, ParsePositiveDuration(options.interval));
    feed.mutable_poll_interval()->set_seconds(absl::ToInt64Seconds(interval));
  }
  return feed;
}

Outcome AddFeed(Session& session, const AddOptions& options) {
  ingest::v1::CreateFeedRequest request;
  ASSIGN_OR_RETURN(*request.mutable_feed(), MakeFeed(options));
  ASSIGN_OR_RETURN(const Feed feed,
                   Call(session, Service::kIngest, &IngestService::Stub::CreateFeed, request));
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(feed, session.out));
  } else {
    session.out.Line(absl::StrCat("added ", feed.name(), "  ", feed.uri()));
  }
  return ExitCode::kOk;
}

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
  const Progress progress(name, session.err);
  auto response =
      Call(session, Service::kIngest, &IngestService::Stub::PollFeed, request, kLongTimeout);
  if (!response.ok()) return Annotate(response.status(), name);
  return response;
}

Outcome PollFeeds(Session& session, const NameOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, Resolve(session, options));
  ExitCode code = ExitCode::kOk;
  for (const std::string& name : names) {
    const auto polled = PollOne(session, options, name);
    if (!polled.ok()) {
      if (names.size() == 1 || CodeOf(polled.status()) == ExitCode::kUnavailable) {
        return polled.status();
      }
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
  ASSIGN_OR_RETURN(const std::vector<std::string> names, Resolve(session, options));
  for (const std::string& name : names) {
    ingest::v1::DeleteFeedRequest request;
    request.set_name(name);
    RETURN_IF_ERROR(Annotate(
        Call(session, Service::kIngest, &IngestService::Stub::DeleteFeed, request).status(), name));
    if (!session.settings.json) session.out.Line(absl::StrCat("removed ", name));
  }
  return ExitCode::kOk;
}

void AddAdd(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<AddOptions>();
  CLI::App* command = group.add_subcommand("add", "Start polling a feed or an archive page");
  command->add_option("URL", options->uri, "Absolute http or https address")->required();
  command->add_option("-c,--category", options->categories, "File every entry under this")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  command
      ->add_option("--map", options->mapped,
                   "Category for a name that the feed uses; an empty SLUG drops the name")
      ->type_name("NAME=SLUG")
      ->check(CheckMapping)
      ->allow_extra_args(false);
  command
      ->add_option("--interval", options->interval,
                   "Poll this often (1m to 7d); otherwise as often as the feed changes")
      ->type_name("DURATION")
      ->check(CheckDuration);
  command->add_flag("--page", options->page, "It is an HTML page that lists posts");
  command->add_flag("--full-text", options->full_text,
                    "Fetch the page behind every \"Continue reading\"");
  command->add_flag("--ignore-guids", options->ignore_guids,
                    "Entries are the same if their address is; for feeds whose guids change");
  command->add_flag("--paused", options->paused, "Keep the feed, but do not poll it");
  command->footer(
      "Examples:\n"
      "  broadsheet feeds add https://news.example/feed\n"
      "  broadsheet feeds add https://news.example/feed --map 'Gadgets & AI=tech' --map Ads=\n"
      "  broadsheet feeds add https://news.example/category/tech/ --page -c tech --full-text");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return AddFeed(session, *options); };
  });
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
      "  broadsheet feeds poll feeds/7\n"
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
      "  broadsheet feeds remove feeds/7\n"
      "  broadsheet feeds remove https://news.example/feed");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return RemoveFeeds(session, *options); };
  });
}

}  // namespace

void AddFeeds(CLI::App& app, Action& chosen) {
  CLI::App* group = app.add_subcommand("feeds", "Add, list, poll and remove feeds");
  group->footer(
      "Examples:\n"
      "  broadsheet feeds add https://news.example/feed\n"
      "  broadsheet feeds list\n"
      "  broadsheet feeds poll --all");
  AddAdd(*group, chosen);
  CLI::App* list = group->add_subcommand("list", "List all feeds and how their polls went");
  list->footer(
      "Examples:\n"
      "  broadsheet feeds list\n"
      "  broadsheet --json feeds list | jq -r 'select(.lastError) | .uri'");
  list->callback([&chosen] { chosen = ListFeeds; });
  AddPoll(*group, chosen);
  AddRemove(*group, chosen);
}

}  // namespace broadsheet::cli

#include "cli/feed_add.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;
using ingest::v1::IngestService;
using ingest::v1::PollFeedResponse;

constexpr char kCommand[] = "broadsheet feeds add";

struct Options {
  std::string uri;
  std::vector<std::string> categories;
  std::vector<std::string> mapped;
  std::string interval;
  bool page = false;
  bool exact = false;
  bool full_text = false;
  bool archive = false;
  bool ignore_guids = false;
  bool ignore_hub = false;
  bool paused = false;
  bool no_poll = false;
  bool wait = false;
};

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

absl::StatusOr<Feed> MakeFeed(const Options& options) {
  Feed feed;
  feed.set_uri(options.uri);
  feed.set_kind(options.page ? Feed::KIND_ARCHIVE_PAGE : Feed::KIND_FEED);
  if (options.ignore_guids) feed.set_identity_rule(Feed::IDENTITY_RULE_CANONICAL_URI);
  for (const std::string& name : CategoryNames(options.categories)) {
    feed.add_default_categories(name);
  }
  MapCategories(options.mapped, feed);
  feed.set_fetch_full_text(options.full_text);
  feed.set_read_archive(options.archive);
  feed.set_ignore_hub(options.ignore_hub);
  feed.set_paused(options.paused);
  if (!options.interval.empty()) {
    ASSIGN_OR_RETURN(const absl::Duration interval, ParsePositiveDuration(options.interval));
    feed.mutable_poll_interval()->set_seconds(absl::ToInt64Seconds(interval));
  }
  return feed;
}

// Whether the address has no feed, rather than that it can't be read just now.
bool HasNoFeed(const absl::Status& error) {
  const std::string reason = Reason(error);
  const std::string status = ReasonMetadata(error, "http_status");
  return reason == "NOT_A_FEED" ||
         (reason == "HTTP_STATUS" && (status == "404" || status == "410"));
}

void AdvisePage(Printer& err) {
  err.Line("Is it a page that lists posts? Then add it with --page", Style::kDim);
}

// Says which feeds the page at the address offers.
void PrintOffers(const absl::Status& error, Printer& err) {
  const std::vector<std::string> offers =
      absl::StrSplit(ReasonMetadata(error, "offered_feeds"), ' ', absl::SkipEmpty());
  if (!offers.empty()) err.Line("The page offers:");
  for (const std::string& uri : offers) err.Line(absl::StrCat("  ", kCommand, " ", ShellWord(uri)));
  if (offers.empty() && Reason(error) == "NOT_A_FEED") AdvisePage(err);
}

// Takes back what was added, and says why.
Outcome TakeBack(Session& session, const Feed& feed, const absl::Status& error) {
  ingest::v1::DeleteFeedRequest request;
  request.set_name(feed.name());
  const absl::Status deleted =
      Call(session, Service::kIngest, &IngestService::Stub::DeleteFeed, request).status();
  const std::string why = Describe(error);
  session.err.Line(
      absl::StrCat(kCommand, ": ", absl::StrContains(why, feed.uri()) ? "" : feed.uri() + ": ", why,
                   deleted.ok() ? "; nothing was added"
                                : absl::StrCat("; ", feed.name(),
                                               " could not be removed again: ", Describe(deleted))),
      Style::kError);
  PrintOffers(error, session.err);
  return ExitCode::kFailed;
}

absl::StatusOr<PollFeedResponse> Poll(Session& session, const Feed& feed) {
  ingest::v1::PollFeedRequest request;
  request.set_name(feed.name());
  const Progress progress(feed.uri(), session.err);
  return Call(session, Service::kIngest, &IngestService::Stub::PollFeed, request, kLongTimeout);
}

// Says why another address is polled than was given, and which there are besides.
void PrintDiscovery(const Feed& feed, Printer& out) {
  const Feed::Discovery& discovery = feed.discovery();
  switch (discovery.source()) {
    case Feed::Discovery::SOURCE_LINK:
      out.Line(absl::StrCat("the feed that ", discovery.page_uri(), " links to"), Style::kDim);
      break;
    case Feed::Discovery::SOURCE_PAGE:
      out.Line("a page that is a feed itself: its posts are marked up as h-entry", Style::kDim);
      break;
    default:
      out.Line(absl::StrCat("found where sites have their feeds; ", discovery.page_uri(),
                            " links to none"),
               Style::kDim);
  }
  for (int i = 1; i < discovery.feed_uris_size(); ++i) {
    out.Line(absl::StrCat(i == 1 ? "others there: " : "              ", discovery.feed_uris(i)),
             Style::kDim);
  }
}

absl::Status PrintAdded(Session& session, const Feed& feed) {
  if (session.settings.json) return PrintJson(feed, session.out);
  session.out.Line(absl::StrCat("added ", feed.name(), "  ", feed.uri()));
  if (feed.has_discovery()) PrintDiscovery(feed, session.out);
  return absl::OkStatus();
}

Outcome PrintFound(Session& session, const PollFeedResponse& polled) {
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(polled, session.out));
    return CodeOf(polled.counts());
  }
  const int64_t total = Total(polled.counts());
  if (total == 0) {
    session.out.Line("found no articles yet");
  } else {
    session.out.Line(absl::StrCat(
        "found ", total, total == 1 ? " article: " : " articles: ", CountsText(polled.counts())));
  }
  return CodeOf(polled.counts());
}

Outcome AddFeed(Session& session, const Options& options) {
  ingest::v1::CreateFeedRequest request;
  ASSIGN_OR_RETURN(*request.mutable_feed(), MakeFeed(options));
  request.set_exact_uri(options.exact);
  const absl::StatusOr<Feed> created =
      Call(session, Service::kIngest, &IngestService::Stub::CreateFeed, request);
  if (Reason(created.status()) == "NOT_A_FEED") {
    session.err.Line(absl::StrCat(kCommand, ": ", Describe(created.status())), Style::kError);
    AdvisePage(session.err);
    return ExitCode::kFailed;
  }
  RETURN_IF_ERROR(created.status());
  const Feed& feed = *created;
  if (options.no_poll || options.paused) {
    RETURN_IF_ERROR(PrintAdded(session, feed));
    return ExitCode::kOk;
  }
  const absl::StatusOr<PollFeedResponse> polled = Poll(session, feed);
  if (HasNoFeed(polled.status())) return TakeBack(session, feed, polled.status());
  RETURN_IF_ERROR(PrintAdded(session, feed));
  if (!polled.ok()) {
    session.err.Line(absl::StrCat(kCommand, ": it was added, but its first poll failed: ",
                                  Describe(polled.status()), "; it is polled again by itself"),
                     Style::kError);
    return ExitCode::kFailed;
  }
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, polled->read_after()));
  return PrintFound(session, *polled);
}

}  // namespace

void AddFeedAdd(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = group.add_subcommand("add", "Start polling a feed or an archive page");
  command
      ->add_option("URL", options->uri, "Absolute http or https address of a feed, sitemap or site")
      ->required();
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
  command->add_flag("--exact", options->exact, "Take the address as it is, even that of a page");
  command->add_flag("--full-text", options->full_text,
                    "Fetch the page behind every \"Continue reading\"");
  command->add_flag("--archive", options->archive,
                    "Read the older documents that it leads to, back to the last;\n"
                    "of a sitemap, all that it lists, little by little");
  command->add_flag("--ignore-guids", options->ignore_guids,
                    "Entries are the same if their address is, whatever ingest finds out");
  command->add_flag("--ignore-hub", options->ignore_hub,
                    "Poll it as any, though it names a hub (WebSub)");
  command->add_flag("--paused", options->paused, "Keep the feed, but do not poll it");
  command->add_flag("--no-poll", options->no_poll, "Leave the first poll to ingest");
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "It is polled at once. Of a site's page the feed is added that it links to: one below the\n"
      "page's own address, or else the first, and none of comments; the others are listed. A page\n"
      "whose posts are marked up as microformats (h-entry) is a feed itself. Else the usual "
      "places\n"
      "are tried (/feed, /rss.xml, /atom.xml, /feed.json, /index.xml, a sitemap in robots.txt).\n"
      "Where there is no feed, nothing is added. Where it can't be read now, the address is added\n"
      "and polled again.\n"
      "Of a sitemap, or an index of sitemaps, the newest pages are fetched, and then what is new.\n"
      "\nExamples:\n"
      "  broadsheet feeds add https://news.example/\n"
      "  broadsheet feeds add https://news.example/feed\n"
      "  broadsheet feeds add https://news.example/feed --map 'Gadgets & AI=tech' --map Ads=\n"
      "  broadsheet feeds add https://news.example/feed --archive\n"
      "  broadsheet feeds add https://news.example/category/tech/ --page -c tech --full-text");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return AddFeed(session, *options); };
  });
}

}  // namespace broadsheet::cli

#include "cli/feed_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "cli/text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;

std::string Health(const Feed& feed) {
  if (feed.has_set_aside_until()) {
    return absl::StrCat("set aside: ingest died ", feed.deaths(), " times while it polled it");
  }
  if (feed.has_last_error()) {
    return absl::StrCat(feed.consecutive_failures() > 1
                            ? absl::StrCat("the last ", feed.consecutive_failures(), " polls")
                            : "the last poll",
                        " failed: ", OneLine(feed.last_error().message()));
  }
  if (!feed.has_last_success_time()) return "not polled yet";
  std::string health = absl::StrCat("polled ", Moment(feed.last_success_time()));
  if (!feed.defect().empty()) {
    absl::StrAppend(&health, "; not well-formed: ", OneLine(feed.defect()));
  }
  return health;
}

}  // namespace

void PrintFeed(const ingest::v1::Feed& feed, Printer& out) {
  out.Text(feed.name(), Style::kBold);
  out.Line(feed.title().empty() ? "" : absl::StrCat("  ", OneLine(feed.title())));
  out.Line(absl::StrCat("  ", feed.uri()), Style::kLink);
  std::string state = Health(feed);
  if (feed.paused()) {
    absl::StrAppend(&state, "; paused");
  } else if (feed.has_next_poll_time()) {
    absl::StrAppend(&state, "; next ", Moment(feed.next_poll_time()));
  }
  out.Wrapped(state, 2,
              feed.has_last_error() || feed.has_set_aside_until() ? Style::kError : Style::kDim);
}

}  // namespace broadsheet::cli

#include "cli/feed_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "cli/text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;

std::string Health(const Feed& feed) {
  if (feed.has_retire_time()) {
    return absl::StrCat("gone for good, as its server said ", Moment(feed.retire_time()),
                        "; polled by hand alone");
  }
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
  if (feed.overlooked() > 0) {
    absl::StrAppend(&health, "; nothing was made of ", feed.overlooked(),
                    feed.overlooked() == 1 ? " element: " : " elements, first of ",
                    OneLine(feed.overlooked_example()));
  }
  return health;
}

// "12 older documents read", and whether there are more; empty where none were asked for.
std::string Archive(const Feed& feed) {
  if (!feed.read_archive()) return "";
  return absl::StrCat(feed.archive_pages(), " older documents read",
                      feed.has_archive_end_time() ? "" : ", not yet all");
}

// By what its entries are told apart, where that is not by guid and link as they stand.
std::string Identity(const Feed& feed) {
  if (feed.identity_evidence().empty() || feed.identity_rule() != Feed::IDENTITY_RULE_UNSPECIFIED) {
    return "";
  }
  const char* by = feed.detected_identity_rule() == Feed::IDENTITY_RULE_CANONICAL_URI ? "link"
                   : feed.detected_identity_rule() == Feed::IDENTITY_RULE_CONTENT     ? "content"
                                                                                      : "guid";
  return absl::StrCat("entries told apart by ", by, ": ", OneLine(feed.identity_evidence()));
}

// Whether a hub tells of its changes; empty where it names none, or nobody asks it.
std::string HubText(const Feed& feed) {
  const Feed::Hub& hub = feed.hub();
  const std::string uri = OneLine(hub.uri());
  switch (hub.state()) {
    case Feed::Hub::STATE_ACTIVE:
      return absl::StrCat("hub ", uri, " tells of changes until ", Moment(hub.lease_end_time()));
    case Feed::Hub::STATE_SILENT:
      return absl::StrCat("hub ", uri, " is not relied on: ", OneLine(hub.note()));
    case Feed::Hub::STATE_REQUESTED:
    case Feed::Hub::STATE_DENIED:
      return absl::StrCat("hub ", uri, " does not tell of changes",
                          hub.note().empty() ? " yet" : ": ", OneLine(hub.note()));
    default:
      return feed.ignore_hub() && !uri.empty() ? absl::StrCat("hub ", uri, " is ignored") : "";
  }
}

}  // namespace

void PrintFeed(const ingest::v1::Feed& feed, Printer& out) {
  out.Text(feed.name(), Style::kBold);
  out.Line(feed.title().empty() ? "" : absl::StrCat("  ", OneLine(feed.title())));
  out.Line(absl::StrCat("  ", feed.uri()), Style::kLink);
  std::string state = Health(feed);
  if (feed.paused()) {
    absl::StrAppend(&state, "; paused");
  } else if (feed.has_next_poll_time() && !feed.has_retire_time()) {
    absl::StrAppend(&state, "; next ", Moment(feed.next_poll_time()));
  }
  out.Wrapped(state, 2,
              feed.has_last_error() || feed.has_set_aside_until() ? Style::kError : Style::kDim);
  for (const std::string& more : {Archive(feed), Identity(feed), HubText(feed)}) {
    if (!more.empty()) out.Wrapped(more, 2, Style::kDim);
  }
}

}  // namespace broadsheet::cli

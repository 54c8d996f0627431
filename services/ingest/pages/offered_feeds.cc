#include "ingest/pages/offered_feeds.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/html/html.h"
#include "ingest/pages/page_markup.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMostFeeds = 10;
// What a page begins with comes within these.
constexpr size_t kBeginning = 1024;

bool IsFeedLink(const HtmlNode& node) {
  if (node.tag != "link" || !HasWord(node.Attribute("rel"), "alternate")) return false;
  const std::string type = absl::AsciiStrToLower(std::string(node.Attribute("type")));
  return type == "application/rss+xml" || type == "application/atom+xml" ||
         type == "application/feed+json" || type == "application/json";
}

}  // namespace

bool LooksLikePage(std::string_view bytes) {
  const std::string beginning = absl::AsciiStrToLower(std::string(bytes.substr(0, kBeginning)));
  for (const char* feed : {"<rss", "<feed", "<rdf"}) {
    if (absl::StrContains(beginning, feed)) return false;
  }
  return absl::StrContains(beginning, "<!doctype html") || absl::StrContains(beginning, "<html");
}

std::vector<std::string> OfferedFeeds(std::string_view bytes, std::string_view content_type,
                                      const std::string& uri) {
  std::vector<std::string> feeds;
  if (!LooksLikePage(bytes)) return feeds;
  const HtmlNode page = ParsePage(ToUtf8(bytes, CharsetOfContentType(content_type)).text);
  const std::string base = BaseOf(page, uri);
  for (const HtmlNode* link : FindAll(page, &IsFeedLink)) {
    const auto feed = ResolveUri(base, std::string(link->Attribute("href")));
    if (!feed.ok() || std::find(feeds.begin(), feeds.end(), *feed) != feeds.end()) continue;
    // WordPress names its JSON interface alike, which is no feed.
    if (absl::StrContains(*feed, "/wp-json/")) continue;
    feeds.push_back(*feed);
    if (feeds.size() == kMostFeeds) break;
  }
  return feeds;
}

}  // namespace broadsheet::ingest

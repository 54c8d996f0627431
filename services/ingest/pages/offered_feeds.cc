#include "ingest/pages/offered_feeds.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "ingest/html/html.h"
#include "ingest/pages/h_feed.h"
#include "ingest/pages/page_markup.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMostFeeds = 10;
// What a page begins with comes within these.
constexpr size_t kBeginning = 1024;

std::string TypeOf(const HtmlNode& link) {
  const std::string type = AsciiLower(link.Attribute("type"));
  return std::string(absl::StripAsciiWhitespace(absl::string_view(type).substr(0, type.find(';'))));
}

bool IsFeedType(const std::string& type, const std::string& href) {
  for (const char* format : {"rss+xml", "atom+xml", "rdf+xml", "feed+json"}) {
    if (absl::EndsWith(type, format)) return true;
  }
  // WordPress names its JSON interface alike, which is no feed.
  if (type == "application/json") return !absl::StrContains(href, "/wp-json/");
  const bool xml = type == "text/xml" || type == "application/xml";
  return xml && (absl::StrContains(href, "rss") || absl::StrContains(href, "feed") ||
                 absl::StrContains(href, "atom"));
}

bool IsFeedLink(const HtmlNode& node) {
  if (node.tag != "link" && node.tag != "a" && node.tag != "area") return false;
  const std::string href = AsciiLower(node.Attribute("href"));
  if (href.empty()) return false;
  const std::string_view rel = node.Attribute("rel");
  const bool is_feed = IsFeedType(TypeOf(node), href);
  if (HasWord(rel, "feed")) return is_feed || TypeOf(node).empty();
  return is_feed && HasWord(rel, "alternate");
}

// "Comments" in the languages of many sites, in lower case.
bool NamesComments(const std::string& title) {
  for (const char* word :
       {"comment", "kommentar", "comentário", "comentario", "commenti", "reacties", "komentarz",
        "комментар", "评论", "評論", "迴響", "コメント", "댓글"}) {
    if (absl::StrContains(title, word)) return true;
  }
  return false;
}

// Whether a link leads to what readers say: by its title, or by a part of its address.
bool IsOfComments(const HtmlNode& link, const std::string& uri) {
  if (NamesComments(AsciiLower(link.Attribute("title")))) return true;
  for (const absl::string_view part :
       absl::StrSplit(absl::AsciiStrToLower(uri), absl::ByAnyChar("/?&=#._-"))) {
    if (part == "comments" || part == "comment") return true;
  }
  return false;
}

// Whether `uri` is below the page at `page_uri`, which is no front page.
bool IsBelow(const std::string& uri, const std::string& page_uri) {
  std::string page = page_uri.substr(0, page_uri.find_first_of("?#"));
  if (page.back() != '/') page += '/';
  return absl::StartsWith(uri, page) && !SamePage(page, SiteOf(page));
}

}  // namespace

bool LooksLikePage(std::string_view bytes) {
  const std::string beginning = absl::AsciiStrToLower(std::string(bytes.substr(0, kBeginning)));
  for (const char* feed : {"<rss", "<feed", "<rdf", "<urlset", "<sitemapindex"}) {
    if (absl::StrContains(beginning, feed)) return false;
  }
  return absl::StrContains(beginning, "<!doctype html") || absl::StrContains(beginning, "<html");
}

FeedOffer OfferedFeeds(std::string_view bytes, std::string_view content_type,
                       const std::string& uri) {
  FeedOffer offer;
  if (!LooksLikePage(bytes)) return offer;
  const HtmlNode page = ParsePage(ToUtf8(bytes, CharsetOfContentType(content_type)).text);
  offer.is_feed = IsHFeed(page);
  const std::string base = BaseOf(page, uri);
  std::vector<std::string>& feeds = offer.uris;
  for (const HtmlNode* link : FindAll(page, &IsFeedLink)) {
    const auto feed = ResolveUri(base, CollapseSpace(link->Attribute("href")));
    if (!feed.ok() || !absl::StartsWith(*feed, "http") || IsOfComments(*link, *feed)) continue;
    if (std::find(feeds.begin(), feeds.end(), *feed) != feeds.end()) continue;
    feeds.push_back(*feed);
    if (feeds.size() == kMostFeeds) break;
  }
  std::stable_partition(feeds.begin(), feeds.end(),
                        [&](const std::string& feed) { return IsBelow(feed, uri); });
  return offer;
}

}  // namespace broadsheet::ingest

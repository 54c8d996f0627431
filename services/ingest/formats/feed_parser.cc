#include "ingest/formats/feed_parser.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/formats/atom.h"
#include "ingest/formats/json_feed.h"
#include "ingest/formats/overlooked.h"
#include "ingest/formats/rss.h"
#include "ingest/formats/sitemap.h"
#include "ingest/formats/xml.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"
#include "ingest/text/gzip.h"

namespace broadsheet::ingest {
namespace {

// The parser holds a feed as a tree several times its size.
constexpr size_t kMaxFeedBytes = 64 << 20;
constexpr size_t kMaxEntryBytes = 8 << 20;

absl::StatusOr<Document> ParseXmlFeed(std::string text, const std::string& uri) {
  ASSIGN_OR_RETURN(const XmlDocument document, XmlDocument::Parse(std::move(text), uri));
  const XmlElement root = document.root();
  absl::StatusOr<Document> feed = absl::InvalidArgumentError(
      absl::StrCat("not a feed: line ", root.line(), " has <", std::string(root.name()), ">"));
  if (root.IsNamed("rss") || root.IsNamed("RDF") || root.IsNamed("channel")) {
    feed = ParseRss(root, uri);
  } else if (root.IsNamed("feed")) {
    feed = ParseAtom(root, uri);
  } else if (IsSitemap(root)) {
    feed = ParseSitemap(root, uri);
  }
  if (feed.ok()) feed->defect = document.defect();
  return feed;
}

absl::StatusOr<Document> ParseText(std::string text, const std::string& uri) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return absl::InvalidArgumentError("the feed is empty");
  if (text[first] == '{') return ParseJsonFeed(text);
  if (IsSitemapOfLines(text)) return ParseSitemapOfLines(text, uri);
  return ParseXmlFeed(std::move(text), uri);
}

// Whether nothing at all was found in it.
bool IsBare(const Document& document) {
  return document.entries.empty() && document.errors.empty() && document.left_out == 0 &&
         document.pages.empty() && document.sitemaps.empty();
}

// An entry larger than any article is refused by itself.
void RefuseLargeEntries(Document& document) {
  std::vector<Entry> kept;
  for (Entry& entry : document.entries) {
    if (entry.raw.size() <= kMaxEntryBytes) {
      kept.push_back(std::move(entry));
      continue;
    }
    absl::Status status =
        InvalidField("entry", absl::StrCat(entry.raw.size(), " bytes; at most ", kMaxEntryBytes));
    document.errors.push_back({entry.id, entry.raw.substr(0, kMaxEntryBytes), std::move(status)});
  }
  document.entries = std::move(kept);
}

// Links that differ in their fragment alone ("/changes#v1.1") tell the entries of a list of
// changes apart, where nothing else does.
void TellFragmentsApart(Document& document) {
  std::map<std::string, std::set<std::string>> links_by_page;
  for (const Entry& entry : document.entries) {
    const std::string& link = entry.article.canonical_uri();
    if (entry.article.source_guid().empty()) {
      links_by_page[link.substr(0, link.find('#'))].insert(link);
    }
  }
  for (Entry& entry : document.entries) {
    const std::string& link = entry.article.canonical_uri();
    if (!entry.article.source_guid().empty() || !absl::StrContains(link, "#")) continue;
    if (links_by_page[link.substr(0, link.find('#'))].size() > 1) {
      entry.article.set_source_guid(link);
    }
  }
}

void FillSource(Document& document, const std::string& uri) {
  const absl::StatusOr<std::string> older = ResolveUri(uri, document.older_uri);
  document.older_uri = document.older_uri.empty() || !older.ok() ? "" : *older;
  if (document.site_uri.empty()) document.site_uri = SiteOf(uri);
  if (const auto site = CanonicalUri(document.site_uri); site.ok()) document.site_uri = *site;
  for (Entry& entry : document.entries) {
    auto& source = *entry.article.mutable_source();
    source.set_title(document.title);
    source.set_site_uri(document.site_uri);
    source.set_language_code(document.language_code);
    if (entry.base_uri.empty()) entry.base_uri = document.site_uri;
  }
}

}  // namespace

absl::StatusOr<Document> ParseFeed(std::string_view bytes, std::string_view content_type,
                                   const std::string& uri) {
  std::string unpacked;
  if (IsGzip(bytes)) {
    ASSIGN_OR_RETURN(unpacked, Gunzip(bytes, kMaxFeedBytes));
    bytes = unpacked;
  }
  if (bytes.size() > kMaxFeedBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a feed of ", bytes.size(), " bytes; at most ", kMaxFeedBytes));
  }
  DecodedText read = ToUtf8(bytes, CharsetOfContentType(content_type));
  ASSIGN_OR_RETURN(Document document, ParseText(std::move(read.text), uri));
  if (!read.defect.empty()) document.defect = read.defect;
  // Nothing is left of it: that is not an empty feed.
  if (!document.defect.empty() && IsBare(document)) {
    return absl::InvalidArgumentError(document.defect);
  }
  // What it has is something else than entries.
  if (document.entries.empty() && !document.errors.empty() &&
      std::all_of(document.errors.begin(), document.errors.end(), &IsOverlooked)) {
    return Annotate(document.errors[0].status, "the feed has no entries");
  }
  RefuseLargeEntries(document);
  TellFragmentsApart(document);
  FillSource(document, uri);
  return document;
}

}  // namespace broadsheet::ingest

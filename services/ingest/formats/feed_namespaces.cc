#include "ingest/formats/feed_namespaces.h"

#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace broadsheet::ingest {
namespace {

struct Namespace {
  std::string_view uri;
  // As KeyOf() makes it of the URIs that it goes by.
  const char* key;
};

constexpr Namespace kNamespaces[] = {
    {kAtomNs, "w3.org/2005/atom"},
    {kAtomNs, "purl.org/atom/ns"},
    {kAtomNs, "purl.org/atom"},
    {kContentNs, "purl.org/rss/1.0/modules/content"},
    {kDublinCoreNs, "purl.org/dc/elements/1.1"},
    {kDublinCoreNs, "purl.org/dc/elements/1.0"},
    {kDublinCoreNs, "purl.org/rss/1.0/modules/dc"},
    {kDublinCoreTermsNs, "purl.org/dc/terms"},
    {kFeedBurnerNs, "rssnamespace.org/feedburner/ext/1.0"},
    {kItunesNs, "itunes.com/dtds/podcast-1.0.dtd"},
    {kItunesNs, "example.com/dtds/podcast-1.0.dtd"},
    {kMediaNs, "search.yahoo.com/mrss"},
    {kMediaNs, "search.yahoo.com/rss"},
    {kMediaNs, "tools.search.yahoo.com/mrss"},
    {kMediaNs, "video.search.yahoo.com/mrss"},
    {kRssNs, "purl.org/rss/1.0"},
    {kRssNs, "purl.org/net/rss1.1"},
    {kRssNs, "my.netscape.com/rdf/simple/0.9"},
    {kRssNs, "channel.netscape.com/rdf/simple/0.9"},
    {kRssNs, "my.netscape.com/publish/formats/rss-0.91.dtd"},
    {kRssNs, "backend.userland.com/rss"},
    {kRssNs, "backend.userland.com/rss2"},
    {kRssNs, "backend.userland.com/rss091"},
    {kRssNs, "backend.userland.com/rss092"},
    {kRssNs, "blogs.law.harvard.edu/tech/rss"},
    {kRssNs, "cyber.law.harvard.edu/rss/rss.html"},
    {kRssNs, "rssboard.org/rss-specification"},
    {kXhtmlNs, "w3.org/1999/xhtml"},
};

// Without scheme, "www.", letter case and what stands at the end.
std::string KeyOf(absl::string_view uri) {
  const std::string lower = absl::AsciiStrToLower(absl::StripAsciiWhitespace(uri));
  absl::string_view key = lower;
  if (!absl::ConsumePrefix(&key, "http://")) absl::ConsumePrefix(&key, "https://");
  absl::ConsumePrefix(&key, "www.");
  while (!key.empty() && (key.back() == '/' || key.back() == '#')) key.remove_suffix(1);
  return std::string(key);
}

std::map<std::string, const char*> ByKey() {
  std::map<std::string, const char*> namespaces;
  for (const Namespace& each : kNamespaces) namespaces.emplace(each.key, each.uri.data());
  return namespaces;
}

}  // namespace

const char* FeedNamespace(const char* uri) {
  static const auto* const kByKey = new std::map<std::string, const char*>(ByKey());
  const auto found = kByKey->find(KeyOf(uri));
  return found == kByKey->end() ? uri : found->second;
}

const char* FeedNamespaceOfPrefix(std::string_view prefix) {
  static const auto* const kByPrefix = new std::map<std::string_view, std::string_view>({
      {"atom", kAtomNs},
      {"atom10", kAtomNs},
      {"content", kContentNs},
      {"dc", kDublinCoreNs},
      {"dcterms", kDublinCoreTermsNs},
      {"feedburner", kFeedBurnerNs},
      {"itunes", kItunesNs},
      {"media", kMediaNs},
      {"xhtml", kXhtmlNs},
      {"georss", "http://www.georss.org/georss"},
      {"slash", "http://purl.org/rss/1.0/modules/slash/"},
      {"sy", "http://purl.org/rss/1.0/modules/syndication/"},
      {"thr", "http://purl.org/syndication/thread/1.0"},
      {"wfw", "http://wellformedweb.org/CommentAPI/"},
      {"wp", "http://wordpress.org/export/1.2/"},
      {"excerpt", "http://wordpress.org/export/1.2/excerpt/"},
  });
  const auto found = kByPrefix->find(prefix);
  return found == kByPrefix->end() ? nullptr : found->second.data();
}

}  // namespace broadsheet::ingest

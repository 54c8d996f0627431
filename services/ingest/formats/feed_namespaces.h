// The namespaces that feeds use, under the names that their elements are known by here.
#pragma once

#include <string_view>

namespace broadsheet::ingest {

inline constexpr std::string_view kAtomNs = "http://www.w3.org/2005/Atom";
inline constexpr std::string_view kContentNs = "http://purl.org/rss/1.0/modules/content/";
inline constexpr std::string_view kDublinCoreNs = "http://purl.org/dc/elements/1.1/";
inline constexpr std::string_view kDublinCoreTermsNs = "http://purl.org/dc/terms/";
inline constexpr std::string_view kFeedBurnerNs = "http://rssnamespace.org/feedburner/ext/1.0";
inline constexpr std::string_view kItunesNs = "http://www.itunes.com/dtds/podcast-1.0.dtd";
inline constexpr std::string_view kMediaNs = "http://search.yahoo.com/mrss/";
// Of RSS's own elements, where a version gives them one.
inline constexpr std::string_view kRssNs = "http://purl.org/rss/1.0/";
inline constexpr std::string_view kXhtmlNs = "http://www.w3.org/1999/xhtml";

// The namespace that is meant by `uri`, which may differ from it in scheme, "www.", letter
// case and what stands at the end, or be that of an older version; `uri` itself where it is
// none of a feed's. NUL-terminated; valid for good, or as long as `uri`. Thread-safe.
const char* FeedNamespace(const char* uri);

// The namespace that feeds mean by a prefix which they forget to declare; null for others.
const char* FeedNamespaceOfPrefix(std::string_view prefix);

}  // namespace broadsheet::ingest

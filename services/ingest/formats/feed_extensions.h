// What RSS and Atom entries have in common: extensions of other namespaces.
#pragma once

#include <string>
#include <string_view>

#include "ingest/formats/xml.h"

namespace broadsheet::ingest {

inline constexpr std::string_view kAtomNs = "http://www.w3.org/2005/Atom";
inline constexpr std::string_view kContentNs = "http://purl.org/rss/1.0/modules/content/";
inline constexpr std::string_view kDublinCoreNs = "http://purl.org/dc/elements/1.1/";
inline constexpr std::string_view kDublinCoreTermsNs = "http://purl.org/dc/terms/";
inline constexpr std::string_view kMediaNs = "http://search.yahoo.com/mrss/";

// The image that the media extension or an enclosure gives an entry: its URI as
// it stands, or nothing. Thread-safe.
std::string ImageOf(const XmlElement& entry);

// `href` of the first atom:link child of `rel`; empty without one. Thread-safe.
std::string AtomLink(const XmlElement& parent, std::string_view rel);

}  // namespace broadsheet::ingest

// Sitemaps and their indexes (sitemaps.org, protocol 0.9), in XML, with what Google's
// extensions for news and images say, or as a list of addresses.
#pragma once

#include <string>
#include <string_view>

#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// Whether a document's root element is that of a sitemap or of an index. Thread-safe.
bool IsSitemap(const XmlElement& root);

// Whether `text` begins with a web address. Thread-safe.
bool IsSitemapOfLines(std::string_view text);

// What they list: `pages` or `sitemaps`, and of pages with news an entry, whose link is the
// page's address. `uri` is where the sitemap was read from: what it lists of other sites is left
// out and counted as "elsewhere", unless `uri` is empty. An address that is none is among
// the errors. Thread-safe.
Document ParseSitemap(const XmlElement& root, const std::string& uri);
Document ParseSitemapOfLines(std::string_view text, const std::string& uri);

}  // namespace broadsheet::ingest

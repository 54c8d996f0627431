// What RSS and Atom entries have in common: extensions of other namespaces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "ingest/formats/feed_namespaces.h"
#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The picture that an entry names for itself: its URI as it stands, or nothing. Of those of
// the media extension the default or the widest one, no portrait of an author; else an
// enclosure, or what podcasts and others have. Thread-safe.
std::string ImageOf(const XmlElement& entry);

// `href` of the first atom:link child of `rel`; empty without one. Thread-safe.
std::string AtomLink(const XmlElement& parent, std::string_view rel);

// Where the entries of a feed go on, as it stands there (RFC 5005): to the archive before,
// or to the next page. Thread-safe.
std::string OlderLink(const XmlElement& feed);

// Adds the people that Atom's `author` elements below `parent` name. Thread-safe.
void AddAtomAuthors(const XmlElement& parent, article::v1::Article& article);

// Adds the tags of media:keywords and itunes:keywords. Thread-safe.
void AddKeywords(const XmlElement& entry, Entry& result);

// Whether a scheme or domain of categories says that they are tags: "post_tag", or an
// address with a segment "tag". Thread-safe.
bool IsTagScheme(std::string_view scheme);

}  // namespace broadsheet::ingest

// RSS 0.9x, 1.0 (RDF) and 2.0, with the extensions that feeds use.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The entries of an `<rss>` or `<rdf:RDF>` element. INVALID_ARGUMENT where it has
// no channel. Thread-safe.
absl::StatusOr<Document> ParseRss(const XmlElement& root, const std::string& uri);

}  // namespace broadsheet::ingest

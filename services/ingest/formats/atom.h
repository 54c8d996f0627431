// Atom 1.0 (RFC 4287).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The entries of a `<feed>` element. INVALID_ARGUMENT where it is not Atom's.
// Thread-safe.
absl::StatusOr<Document> ParseAtom(const XmlElement& root, const std::string& uri);

}  // namespace broadsheet::ingest

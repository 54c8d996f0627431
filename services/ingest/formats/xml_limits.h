// What an XML document may ask of the parser.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT that names the line where an element of `xml` has more than 500
// attributes: the parser compares each with all others before it tells of them.
// Whatever looks like a start tag counts, in comments and the like too. Linear in
// the size. Thread-safe.
absl::Status CheckXmlAttributes(std::string_view xml);

}  // namespace broadsheet::ingest

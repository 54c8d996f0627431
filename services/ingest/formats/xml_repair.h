// Feeds that are not well-formed, made so.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// `xml` (UTF-8) as the document that its author meant:
// - Stray "&" and "<", unknown entities and "]]>" in text are text. References to what XML
//   forbids are dropped; two that make a surrogate pair are one character.
// - CDATA inside of CDATA, and whatever stands before or behind the root element, does no
//   harm.
// - End tags that are missing, misplaced or in another letter case, and HTML's elements
//   without one, close what they should. Attributes may lack quotes or be there twice.
// - Of a document that is cut off in the middle, the item or entry that it is cut off in is
//   left out.
// Comments and processing instructions are gone. Not every document becomes well-formed by
// this. Linear in the size. Thread-safe.
std::string RepairXml(std::string_view xml);

}  // namespace broadsheet::ingest

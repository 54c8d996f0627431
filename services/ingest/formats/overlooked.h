// What a feed has where nothing is taken from, so that it does not go without a word: errors
// of its document with the reason kOverlooked.
#pragma once

#include <string_view>
#include <vector>

#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// Of an element with text that nothing was made of. Nothing else is wrong.
inline constexpr char kOverlooked[] = "OVERLOOKED";

// Whether `error` is one of those. Thread-safe.
bool IsOverlooked(const EntryError& error);

// Notes in `document` the elements of `item` with text that may be the one of `entry`,
// which was made of it, where no other was found. Thread-safe.
void NoteTextLeft(const XmlElement& item, const Entry& entry, Document& document);

// Notes those below `parent`, a feed or channel, that look like entries, as they have a
// title or link of their own, but are not called so. `entry_name` is what they should be
// called. Thread-safe.
void NoteEntriesLeft(const XmlElement& parent, std::string_view entry_name, Document& document);

// Elements called `name` that stand below another child of `parent`, such as <items>.
// Thread-safe.
std::vector<XmlElement> Wrapped(const XmlElement& parent, std::string_view name);

}  // namespace broadsheet::ingest

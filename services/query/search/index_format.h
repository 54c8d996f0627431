// What the search index keeps in its metadata, beside categories (readers.h) and what it has
// learned (vocabulary.h).
#pragma once

namespace broadsheet::query {

// What ToDocument() makes; a database of another format is made anew.
inline constexpr char kFormat[] = "3";
inline constexpr char kFormatKey[] = "format";
// What of the log it has: a Cursor's bytes.
inline constexpr char kCursorKey[] = "cursor";
// Set once it has been at the head.
inline constexpr char kBuiltKey[] = "built";

}  // namespace broadsheet::query

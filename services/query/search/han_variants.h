// Chinese characters that are written one for the other.
#pragma once

namespace broadsheet::query {

// The mainland's form of a Chinese character of any region, or of a Japanese one, by the
// tables of OpenCC; `c` itself where it has no other. Thread-safe.
char32_t FoldHan(char32_t c);

}  // namespace broadsheet::query

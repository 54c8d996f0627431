// Lines between the paragraphs of an article that are none of its sentences.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace broadsheet::ingest {

// Bytes; what is longer is no stray line.
constexpr size_t kLongestStrayLine = 120;

// Whether `line` is a date ("Updated: 5 May 2026, 10:02"), a byline of one of `authors`, or
// says that an advertisement follows, in some languages. Thread-safe.
bool IsStrayLine(const std::string& line, const std::vector<std::string>& authors);

// The date that `line` is, but for at most three words before it; else empty. Thread-safe.
std::string DateOfLine(const std::string& line);

}  // namespace broadsheet::ingest

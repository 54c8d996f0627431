// What somebody may have meant who mistyped a word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::cli {

// How many letters have to be put in, taken out, changed or swapped with the next
// one to make one word of the other. Thread-safe.
size_t EditDistance(std::string_view a, std::string_view b);

// The candidate that `word` begins, or else the one most like it; empty where none
// is like it. Thread-safe.
std::string Closest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace broadsheet::cli

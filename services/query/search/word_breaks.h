// Words of languages that are written without spaces.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "query/search/analysis.h"

namespace broadsheet::query {

// Calls `visit` with where each word of `text` (UTF-8) begins and ends, in bytes, by ICU's
// dictionaries of Chinese, Japanese, Thai, Lao, Khmer and Burmese. Thread-safe.
void ForEachWordBreak(std::string_view text, absl::FunctionRef<void(size_t, size_t)> visit);

// Where words end among parts [first, last) of Chinese or Japanese. What ICU leaves as single
// characters side by side is probably one name. Thread-safe.
std::vector<size_t> WordEnds(const Unit& unit, size_t first, size_t last);

}  // namespace broadsheet::query

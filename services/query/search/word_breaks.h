// Words of languages that are written without spaces.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/functional/function_ref.h"

namespace broadsheet::query {

// Calls `visit` with where each word of `text` (UTF-8) begins and ends, in bytes, by ICU's
// dictionaries of Chinese, Japanese, Thai, Lao, Khmer and Burmese. Thread-safe.
void ForEachWordBreak(std::string_view text, absl::FunctionRef<void(size_t, size_t)> visit);

}  // namespace broadsheet::query

// JSON text as values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT names the byte that is wrong. Thread-safe.
absl::StatusOr<nlohmann::json> ParseJson(std::string_view text);

// As people write it, too: with comments, CDATA marks, commas before a closing bracket, line
// breaks in strings, escapes that there are not, and halves of surrogate pairs (U+FFFD).
// `repaired`, if not null, says whether any of that was there. INVALID_ARGUMENT is what
// ParseJson() says of the text as it stands. Thread-safe.
absl::StatusOr<nlohmann::json> ParseLooseJson(std::string_view text, bool* repaired = nullptr);

// The text of each value of the array of `key` in the object `text`, as far as it goes.
// For what ParseLooseJson() refuses: one of them may be fine. Thread-safe.
std::vector<std::string_view> SplitArray(std::string_view text, std::string_view key);

// `value` as JSON text; U+FFFD for what is no UTF-8.
std::string JsonText(const nlohmann::json& value);

// The string at `key` of an object; empty where there is none.
std::string StringAt(const nlohmann::json& object, const char* key);

}  // namespace broadsheet::ingest

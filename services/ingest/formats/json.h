// JSON text as values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT names the byte that is wrong. Thread-safe.
absl::StatusOr<nlohmann::json> ParseJson(std::string_view text);

// `value` as JSON text; U+FFFD for what is no UTF-8.
std::string JsonText(const nlohmann::json& value);

// The string at `key` of an object; empty where there is none.
std::string StringAt(const nlohmann::json& object, const char* key);

}  // namespace broadsheet::ingest

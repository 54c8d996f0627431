// How much a caller may ask for.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet {

inline constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

// Each limit is above 0, kUnlimited, or not stated.
struct Quota {
  // Calls, and messages of streams.
  std::optional<int64_t> requests_per_minute;
  // Of those.
  std::optional<int64_t> bytes_per_minute;
  // At a time.
  std::optional<int64_t> open_streams;

  friend bool operator==(const Quota&, const Quota&) = default;
};

// Reads "unlimited" or a number above 0. INVALID_ARGUMENT names what else it is.
absl::StatusOr<int64_t> ParseQuotaLimit(std::string_view text);

// The reverse.
std::string QuotaLimitText(int64_t limit);

// Adds what "requests=600", "bytes=10000000" or "streams=4" states. INVALID_ARGUMENT where it is
// none of them, or is stated already.
absl::Status AddQuotaField(std::string_view field, Quota* quota);

// Those fields, divided by spaces.
std::string QuotaText(const Quota& quota);

// `quota` with what `defaults` states and it doesn't.
Quota WithDefaults(const Quota& quota, const Quota& defaults);

}  // namespace broadsheet

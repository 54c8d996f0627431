// Articles in ProtoJSON, one a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// One line as an entry of its publisher. INVALID_ARGUMENT names the line, and the
// field or byte that is wrong. Thread-safe.
absl::StatusOr<Entry> ParseJsonLine(std::string_view line, int64_t number);

}  // namespace broadsheet::ingest

// Articles in ProtoJSON, one a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/entry.h"

namespace broadsheet::ingest {

// One line as an entry of its publisher. INVALID_ARGUMENT names the line, and the
// field or byte that is wrong. Thread-safe.
absl::StatusOr<Entry> ParseJsonLine(std::string_view line, int64_t number);

// An article that a publisher pushed, as an entry.
Entry EntryOfPush(const article::v1::Article& article);

}  // namespace broadsheet::ingest

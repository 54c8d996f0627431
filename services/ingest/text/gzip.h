// Compressed files (RFC 1952): what servers send as a file, rather than as a coding of HTTP.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// Whether `bytes` begin as such a file does. Thread-safe.
bool IsGzip(std::string_view bytes);

// What is in it, all members; of one that is cut off or damaged, what comes before that.
// INVALID_ARGUMENT where nothing can be read, or it holds more than `most` bytes.
// Thread-safe.
absl::StatusOr<std::string> Gunzip(std::string_view bytes, size_t most);

}  // namespace broadsheet::ingest

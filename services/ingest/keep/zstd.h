// Bytes, compressed.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// A Zstandard frame. Thread-safe.
std::string Compress(std::string_view bytes);

// What is in one. DATA_LOSS where it is none, or holds more than `most` bytes. Thread-safe.
absl::StatusOr<std::string> Decompress(std::string_view frame, size_t most);

}  // namespace broadsheet::ingest

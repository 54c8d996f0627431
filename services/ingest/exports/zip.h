// Files in a ZIP archive.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

struct ZipLimits {
  // What one file, and all that are wanted together, may unpack to: a few bytes can stand
  // for gigabytes.
  size_t file_bytes = 0;
  size_t total_bytes = 0;
};

struct ZipFile {
  // The beginning, of one that is too long.
  std::string bytes;
  bool too_long = false;
};

// The files of `bytes` that `wanted` says so of, by their paths; the others are not unpacked.
// INVALID_ARGUMENT where it is no ZIP archive, can't be unpacked, or holds more than the
// limit, or more than 200,000 files. Thread-safe.
absl::StatusOr<std::map<std::string, ZipFile>> Unzip(
    std::string_view bytes, const ZipLimits& limits,
    const std::function<bool(std::string_view path)>& wanted);

}  // namespace broadsheet::ingest

// Archive files: what both ends of a transfer agree on. README.md tells their form.
#pragma once

#include <cstddef>
#include <cstdint>

namespace broadsheet::cli {

// Of `ArchiveHeader.format_version`.
inline constexpr int kArchiveVersion = 1;

// Of a line. A revision is at most 1 MiB as a message; as JSON, some are longer.
inline constexpr size_t kMostLineBytes = 16 << 20;

}  // namespace broadsheet::cli

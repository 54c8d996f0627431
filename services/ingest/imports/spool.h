// Records that wait for the end of a file, on disk.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// A temporary file without a name (below TMPDIR, else /tmp), which goes with the spool, however
// the process ends. First all is written, then all is read. Not thread-safe.
class Spool {
 public:
  // RESOURCE_EXHAUSTED where there is no room for it; then the record is not in it, and
  // those before are.
  absl::Status Add(std::string_view record);

  // The next record, in their order; nullopt behind the last. DATA_LOSS where it can't be read.
  absl::StatusOr<std::optional<std::string>> Next();

  // How many were added, and not yet read.
  int64_t left() const { return left_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  // Opened when first written to.
  std::unique_ptr<std::FILE, Close> file_;
  int64_t size_ = 0;
  int64_t left_ = 0;
  bool reading_ = false;
};

}  // namespace broadsheet::ingest

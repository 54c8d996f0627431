// Files that commands read.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace broadsheet::cli {

// A file being read, or standard input for "-".
class Input {
 public:
  // FAILED_PRECONDITION, naming the file and the system's reason, where it can't
  // be read or is a directory. `standard_input` must outlive the input.
  static absl::StatusOr<std::unique_ptr<Input>> Open(const std::string& path,
                                                     std::istream& standard_input);

  // The next bytes, at most `size`; empty at the end. An error where reading
  // fails.
  absl::StatusOr<std::string> Read(size_t size);

  // In bytes; 0 if unknown.
  int64_t size() const { return size_; }

 private:
  Input(std::string path, std::istream* standard_input)
      : path_(std::move(path)), stream_(standard_input) {}

  const std::string path_;
  std::ifstream file_;
  std::istream* stream_;
  int64_t size_ = 0;
};

// All of a file, or of standard input for "-". Errors as Input's.
absl::StatusOr<std::string> ReadAll(const std::string& path, std::istream& standard_input);

}  // namespace broadsheet::cli

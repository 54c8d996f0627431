// The list of redactions, a file outside of the database.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/backup/redaction.h"

namespace broadsheet::cli {

// The redactions of the list in `path`, in order. An error names the file and the line. A last
// line that was not written to its end is left out.
absl::StatusOr<std::vector<Redaction>> ReadRedactionList(const std::string& path);

// A list that grows. What was added is on the disk. Not thread-safe.
class RedactionList {
 public:
  // Makes a file that only its owner can read where there is none. ABORTED where another process
  // adds to it.
  static absl::StatusOr<RedactionList> Open(const std::string& path);

  ~RedactionList();
  RedactionList(RedactionList&& other) noexcept;
  RedactionList& operator=(RedactionList&&) = delete;

  // Whether it was added; not where the list has it already.
  absl::StatusOr<bool> Add(const Redaction& redaction);

  // Notes how far the log was read.
  absl::Status Note(const article::v1::Cursor& cursor);

  // How far it was read.
  const article::v1::Cursor& read_up_to() const { return read_up_to_; }

 private:
  RedactionList(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  absl::Status Append(const Redaction& redaction);

  std::string path_;
  int fd_;
  std::set<std::string> keys_;
  article::v1::Cursor read_up_to_;
};

}  // namespace broadsheet::cli

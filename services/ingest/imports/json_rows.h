// Cuts the tables of a JSON export into rows, as it comes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace broadsheet::ingest {

// Finds the objects in the arrays of an object called "data", wherever that is:
// {"db":[{"data":{"posts":[{…},{…}]}}]} has two rows of "posts". All else is passed over. It
// looks for brackets and strings alone: a row need not be JSON. Holds one row. Not thread-safe.
class JsonRows {
 public:
  struct Row {
    std::string_view table;
    // The beginning, of one that is too long.
    std::string_view text;
    bool too_long = false;
    // Offset in the file of what follows the row.
    int64_t end = 0;
  };
  // Leaves the reader with an error.
  using Take = std::function<absl::Status(const Row&)>;

  explicit JsonRows(size_t max_row_bytes) : max_row_bytes_(max_row_bytes) {}

  // The next bytes of the file: `take` gets every row that they complete. INVALID_ARGUMENT
  // where they nest too deep.
  absl::Status Add(std::string_view bytes, const Take& take);

  // The file has ended. INVALID_ARGUMENT where it ends inside of something.
  absl::Status Finish() const;

 private:
  struct Level {
    bool is_object = false;
    // Under which the value is in the object around it.
    std::string key;
  };

  bool InTable() const;
  void Append(std::string_view bytes);
  void TakeString(char c);
  absl::Status Open(char c);
  absl::Status CloseLevel(const Take& take);

  const size_t max_row_bytes_;
  std::vector<Level> levels_;
  int64_t offset_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  // The last string, as it stands, and the key that it turned out to be.
  std::string string_;
  std::string key_;
  // Of the row that it is in; 0 outside of one.
  size_t row_level_ = 0;
  std::string row_;
  bool too_long_ = false;
};

}  // namespace broadsheet::ingest

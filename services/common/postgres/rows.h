// What a statement answered.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

struct pg_result;  // libpq's PGresult

namespace broadsheet::postgres {

// Rows in memory, independent of the connection they came over. Cheap to copy;
// thread-safe to read.
//
// Columns are counted from 0 in the order of the statement. A column of another type
// than the accessor is of, or NULL where that is not optional, is a mistake in a
// statement: it ends the process.
class Rows {
 public:
  Rows() = default;
  // Of a statement whose results were asked for in binary form.
  explicit Rows(std::shared_ptr<const pg_result> result) : result_(std::move(result)) {}

  int size() const;
  bool empty() const { return size() == 0; }
  // Rows that an INSERT, UPDATE or DELETE touched.
  int64_t affected() const;

  bool IsNull(int row, int column) const;
  // Of text, or of a uuid (see common/uuid.h).
  std::string String(int row, int column) const;
  // Of smallint, integer or bigint.
  int64_t Int(int row, int column) const;
  std::optional<int64_t> OptionalInt(int row, int column) const;
  bool Bool(int row, int column) const;
  // Of bytea. The view is valid as long as a copy of these rows lives.
  std::string Bytes(int row, int column) const { return std::string(BytesView(row, column)); }
  std::string_view BytesView(int row, int column) const;
  // The 16 bytes of a uuid.
  std::string UuidBytes(int row, int column) const;
  // Of timestamptz.
  absl::Time Time(int row, int column) const;
  std::optional<absl::Time> OptionalTime(int row, int column) const;
  // Of text[]; empty for NULL.
  std::vector<std::string> TextArray(int row, int column) const;

 private:
  std::shared_ptr<const pg_result> result_;
};

}  // namespace broadsheet::postgres

// Parameters of a statement, and rows for COPY.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace broadsheet::postgres {

// Values in the order of $1, $2, and so on (or of COPY's columns), in
// PostgreSQL's text form. Text must be UTF-8 without NUL bytes: the RPC edge or
// its handler has seen to that, and a session refuses NUL bytes. Not thread-safe.
//
//   Params().Text(name).Int(page_size).OptionalTime(as_of)
class Params {
 public:
  Params& Null();
  Params& Text(std::string_view value);
  Params& Int(int64_t value);
  Params& Double(double value);
  Params& Bool(bool value);
  // bytea.
  Params& Bytes(std::string_view value);
  // timestamptz, to the microsecond; infinite times are PostgreSQL's.
  Params& Time(absl::Time value);
  Params& OptionalText(const std::optional<std::string>& value);
  Params& OptionalInt(std::optional<int64_t> value);
  Params& OptionalTime(std::optional<absl::Time> value);
  // NULL where empty: for filters that are off when nothing is given.
  Params& TextOrNull(std::string_view value);
  Params& TextArrayOrNull(const std::vector<std::string>& values);
  // text[], bigint[], bytea[], timestamptz[].
  Params& TextArray(const std::vector<std::string>& values);
  Params& IntArray(const std::vector<int64_t>& values);
  Params& BytesArray(const std::vector<std::string>& values);
  Params& TimeArray(const std::vector<absl::Time>& values);

  const std::vector<std::optional<std::string>>& values() const { return values_; }

 private:
  Params& Add(std::string value);
  std::vector<std::optional<std::string>> values_;
};

}  // namespace broadsheet::postgres

// Parameters of a statement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace broadsheet::postgres {

// Values in the order of $1, $2, and so on. Text must be UTF-8 without NUL bytes:
// the RPC edge or its handler has seen to that, and a session refuses NUL bytes.
// Not thread-safe.
//
//   Params().Text(name).Int(page_size).OptionalTime(as_of)
//
// What is marked as binary goes in PostgreSQL's binary form, which costs neither
// side an encoding: the statement must have a parameter of exactly that type. All
// else goes as text, from which PostgreSQL makes what the statement asks for: a
// uuid or a boolean is Text, and an array of them may be a TextArray.
class Params {
 public:
  Params& Null();
  Params& Text(std::string_view value);
  Params& Int(int64_t value);
  Params& Double(double value);
  Params& Bool(bool value);
  // bytea, binary.
  Params& Bytes(std::string_view value);
  // timestamptz, to the microsecond; infinite times are PostgreSQL's.
  Params& Time(absl::Time value);
  Params& OptionalTime(std::optional<absl::Time> value);
  // NULL where empty: for filters that are off when nothing is given.
  Params& TextOrNull(std::string_view value);
  Params& TextArrayOrNull(const std::vector<std::string>& values);
  Params& TextArray(const std::vector<std::string>& values);
  // uuid[], of UUIDs as text (common/uuid.h); NULL where empty. Binary.
  Params& UuidArray(const std::vector<std::string>& values);
  // boolean[], bigint[], bytea[], timestamptz[]; all binary.
  Params& BoolArray(const std::vector<bool>& values);
  Params& IntArray(const std::vector<int64_t>& values);
  Params& BytesArray(const std::vector<std::string>& values);
  Params& TimeArray(const std::vector<absl::Time>& values);

  struct Value {
    enum class Format { kNull, kText, kBinary };
    Format format;
    std::string bytes;
  };
  const std::vector<Value>& values() const { return values_; }

 private:
  Params& Add(Value::Format format, std::string bytes);
  Params& AddText(std::string text) { return Add(Value::Format::kText, std::move(text)); }

  std::vector<Value> values_;
};

}  // namespace broadsheet::postgres

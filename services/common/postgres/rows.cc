#include "common/postgres/rows.h"

#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "common/postgres/binary.h"
#include "common/uuid.h"

namespace broadsheet::postgres {
namespace {

[[noreturn]] void Mismatch(const PGresult* result, int column, const char* found,
                           const char* expected) {
  std::fprintf(stderr, "column %d (%s) of a statement has %s where %s is expected\n", column,
               PQfname(result, column), found, expected);
  std::abort();
}

Type TypeOf(const PGresult* result, int column) {
  return static_cast<Type>(PQftype(result, column));
}

bool IsText(Type type) {
  return type == Type::kText || type == Type::kName || type == Type::kVarchar;
}

// Takes `count` bytes off the front.
std::string_view Take(std::string_view& bytes, size_t count) {
  const std::string_view front = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return front;
}

template <class Integer>
Integer TakeInteger(std::string_view& bytes) {
  return ReadBigEndian<Integer>(Take(bytes, sizeof(Integer)));
}

}  // namespace

int Rows::size() const { return result_ ? PQntuples(result_.get()) : 0; }

int64_t Rows::affected() const {
  int64_t count = 0;
  // libpq only reads the result.
  if (result_) (void)absl::SimpleAtoi(PQcmdTuples(const_cast<PGresult*>(result_.get())), &count);
  return count;
}

bool Rows::IsNull(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) == 1;
}

std::string_view Rows::Value(int row, int column, bool is_of_type, const char* type) const {
  if (!is_of_type) Mismatch(result_.get(), column, "another type", type);
  if (IsNull(row, column)) Mismatch(result_.get(), column, "NULL", type);
  return {PQgetvalue(result_.get(), row, column),
          static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

std::string_view Rows::Text(int row, int column) const {
  return Value(row, column, IsText(TypeOf(result_.get(), column)), "text");
}

std::string Rows::String(int row, int column) const {
  const Type type = TypeOf(result_.get(), column);
  const bool is_uuid = type == Type::kUuid;
  const std::string_view value = Value(row, column, is_uuid || IsText(type), "text or uuid");
  return is_uuid ? UuidFromBytes(value) : std::string(value);
}

int64_t Rows::Int(int row, int column) const {
  const Type type = TypeOf(result_.get(), column);
  const bool is_integer = type == Type::kInt2 || type == Type::kInt4 || type == Type::kInt8;
  const std::string_view value = Value(row, column, is_integer, "an integer");
  if (type == Type::kInt2) return ReadBigEndian<int16_t>(value);
  if (type == Type::kInt4) return ReadBigEndian<int32_t>(value);
  return ReadBigEndian<int64_t>(value);
}

bool Rows::Bool(int row, int column) const {
  return Value(row, column, TypeOf(result_.get(), column) == Type::kBool, "boolean")[0] != 0;
}

std::string_view Rows::BytesView(int row, int column) const {
  const Type type = TypeOf(result_.get(), column);
  return Value(row, column, type == Type::kBytea || type == Type::kUuid, "bytea or uuid");
}

absl::Time Rows::Time(int row, int column) const {
  const bool is_time = TypeOf(result_.get(), column) == Type::kTimestamptz;
  return TimeFromMicros(ReadBigEndian<int64_t>(Value(row, column, is_time, "timestamptz")));
}

std::optional<absl::Time> Rows::OptionalTime(int row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Time(row, column);
}

std::optional<int64_t> Rows::OptionalInt(int row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Int(row, column);
}

std::vector<std::string> Rows::TextArray(int row, int column) const {
  std::vector<std::string> values;
  if (IsNull(row, column)) return values;
  const bool is_array = TypeOf(result_.get(), column) == Type::kTextArray;
  std::string_view array = Value(row, column, is_array, "text[]");
  // As BinaryArray makes it: see params.cc.
  if (TakeInteger<int32_t>(array) == 0) return values;
  Take(array, 2 * sizeof(int32_t));
  const auto count = TakeInteger<int32_t>(array);
  Take(array, sizeof(int32_t));
  for (int32_t i = 0; i < count; ++i) {
    const auto length = TakeInteger<int32_t>(array);
    if (length < 0) Mismatch(result_.get(), column, "NULL in an array", "text[]");
    values.emplace_back(Take(array, length));
  }
  return values;
}

}  // namespace broadsheet::postgres

#include "common/postgres/rows.h"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/postgres/binary.h"
#include "common/uuid.h"

namespace broadsheet::postgres {
namespace {

// Types that an accessor takes, and what they are called.
struct Expected {
  std::initializer_list<Type> types;
  const char* name;
};

constexpr Expected kString{{Type::kText, Type::kUuid}, "text or uuid"};
constexpr Expected kInteger{{Type::kInt2, Type::kInt4, Type::kInt8}, "an integer"};
constexpr Expected kBool{{Type::kBool}, "boolean"};
constexpr Expected kBytes{{Type::kBytea}, "bytea"};
constexpr Expected kUuid{{Type::kUuid}, "uuid"};
constexpr Expected kTime{{Type::kTimestamptz}, "timestamptz"};
constexpr Expected kTextArray{{Type::kTextArray}, "text[]"};

[[noreturn]] void Mismatch(const PGresult* result, int column, const Expected& expected,
                           const std::string& found) {
  const char* const name = PQfname(result, column);
  std::fprintf(stderr, "column %d (%s) of a statement is %s where %s is expected\n", column,
               name == nullptr ? "" : name, found.c_str(), expected.name);
  std::abort();
}

Type TypeOf(const PGresult* result, int column) {
  return static_cast<Type>(PQftype(result, column));
}

// The value as it came; nothing for NULL.
std::optional<std::string_view> OptionalValue(const PGresult* result, int row, int column,
                                              const Expected& expected) {
  const auto& types = expected.types;
  if (std::find(types.begin(), types.end(), TypeOf(result, column)) == types.end()) {
    Mismatch(result, column, expected, absl::StrCat("of type ", PQftype(result, column)));
  }
  if (PQgetisnull(result, row, column) == 1) return std::nullopt;
  return std::string_view(PQgetvalue(result, row, column),
                          static_cast<size_t>(PQgetlength(result, row, column)));
}

std::string_view Value(const PGresult* result, int row, int column, const Expected& expected) {
  const auto value = OptionalValue(result, row, column, expected);
  if (!value.has_value()) Mismatch(result, column, expected, "NULL");
  return *value;
}

int64_t ReadInteger(std::string_view value) {
  if (value.size() == sizeof(int16_t)) return ReadBigEndian<int16_t>(value);
  if (value.size() == sizeof(int32_t)) return ReadBigEndian<int32_t>(value);
  return ReadBigEndian<int64_t>(value);
}

absl::Time ReadTime(std::string_view value) {
  return TimeFromMicros(ReadBigEndian<int64_t>(value));
}

// Takes `count` bytes off the front.
std::string_view Take(std::string_view& bytes, size_t count) {
  const std::string_view front = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return front;
}

int32_t TakeInt32(std::string_view& bytes) {
  return ReadBigEndian<int32_t>(Take(bytes, sizeof(int32_t)));
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

std::string Rows::String(int row, int column) const {
  const std::string_view value = Value(result_.get(), row, column, kString);
  const bool is_uuid = TypeOf(result_.get(), column) == Type::kUuid;
  return is_uuid ? UuidFromBytes(value) : std::string(value);
}

int64_t Rows::Int(int row, int column) const {
  return ReadInteger(Value(result_.get(), row, column, kInteger));
}

std::optional<int64_t> Rows::OptionalInt(int row, int column) const {
  const auto value = OptionalValue(result_.get(), row, column, kInteger);
  return value ? std::optional(ReadInteger(*value)) : std::nullopt;
}

bool Rows::Bool(int row, int column) const {
  return Value(result_.get(), row, column, kBool)[0] != 0;
}

std::string_view Rows::BytesView(int row, int column) const {
  return Value(result_.get(), row, column, kBytes);
}

std::string Rows::UuidBytes(int row, int column) const {
  return std::string(Value(result_.get(), row, column, kUuid));
}

absl::Time Rows::Time(int row, int column) const {
  return ReadTime(Value(result_.get(), row, column, kTime));
}

std::optional<absl::Time> Rows::OptionalTime(int row, int column) const {
  const auto value = OptionalValue(result_.get(), row, column, kTime);
  return value ? std::optional(ReadTime(*value)) : std::nullopt;
}

std::vector<std::string> Rows::TextArray(int row, int column) const {
  std::vector<std::string> values;
  const auto value = OptionalValue(result_.get(), row, column, kTextArray);
  if (!value.has_value()) return values;
  // In the form of BinaryArray: see params.cc.
  std::string_view array = *value;
  const int32_t dimensions = TakeInt32(array);
  if (dimensions == 0) return values;
  if (dimensions != 1) Mismatch(result_.get(), column, kTextArray, "an array of arrays");
  Take(array, 2 * sizeof(int32_t));
  const int32_t count = TakeInt32(array);
  Take(array, sizeof(int32_t));
  for (int32_t i = 0; i < count; ++i) {
    const int32_t length = TakeInt32(array);
    if (length < 0) Mismatch(result_.get(), column, kTextArray, "an array with NULL in it");
    values.emplace_back(Take(array, length));
  }
  return values;
}

}  // namespace broadsheet::postgres

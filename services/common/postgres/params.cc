#include "common/postgres/params.h"

#include "absl/strings/str_cat.h"
#include "common/postgres/binary.h"
#include "common/uuid.h"

namespace broadsheet::postgres {
namespace {

std::string TimeText(absl::Time value) {
  if (value == absl::InfiniteFuture()) return "infinity";
  if (value == absl::InfinitePast()) return "-infinity";
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", value, absl::UTCTimeZone());
}

// What stands for the length of NULL.
constexpr int32_t kNull = -1;

void AppendElement(bool value, std::string& out) {
  AppendBigEndian(int32_t{1}, out);
  out.push_back(value ? 1 : 0);
}

void AppendElement(const std::string& value, std::string& out) {
  AppendBigEndian(static_cast<int32_t>(value.size()), out);
  out += value;
}

void AppendElement(int64_t value, std::string& out) {
  AppendBigEndian(static_cast<int32_t>(sizeof value), out);
  AppendBigEndian(value, out);
}

void AppendElement(absl::Time value, std::string& out) { AppendElement(TimeToMicros(value), out); }

// A UUID as text; null where empty.
struct Uuid {
  std::string_view text;
};

void AppendElement(const Uuid& value, std::string& out) {
  if (value.text.empty()) return AppendBigEndian(kNull, out);
  AppendElement(UuidToBytes(value.text), out);
}

size_t BytesIn(const std::vector<std::string>& values) {
  size_t bytes = 0;
  for (const std::string& value : values) bytes += value.size();
  return bytes;
}

// None is longer than a UUID.
template <class Value>
size_t BytesIn(const std::vector<Value>& values) {
  constexpr size_t kUuidBytes = 16;
  return values.size() * kUuidBytes;
}

// An array in binary form: the dimensions (one, or none where it is empty),
// whether elements may be null, the elements' type; of the dimension its length and
// first index; and the elements, each behind its length.
template <class Value>
std::string BinaryArray(Type type, const std::vector<Value>& values) {
  std::string array;
  array.reserve(20 + values.size() * sizeof(int32_t) + BytesIn(values));
  AppendBigEndian(int32_t{values.empty() ? 0 : 1}, array);
  AppendBigEndian(int32_t{1}, array);
  AppendBigEndian(static_cast<uint32_t>(type), array);
  if (values.empty()) return array;
  AppendBigEndian(static_cast<int32_t>(values.size()), array);
  AppendBigEndian(int32_t{1}, array);
  for (const auto& value : values) AppendElement(value, array);
  return array;
}

void AppendQuoted(std::string_view value, std::string& array) {
  array.push_back('"');
  for (char c : value) {
    if (c == '"' || c == '\\') array.push_back('\\');
    array.push_back(c);
  }
  array.push_back('"');
}

}  // namespace

Params& Params::Add(Value::Format format, std::string bytes) {
  values_.push_back({format, std::move(bytes)});
  return *this;
}

Params& Params::Null() { return Add(Value::Format::kNull, ""); }
Params& Params::Text(std::string_view value) { return AddText(std::string(value)); }
Params& Params::Int(int64_t value) { return AddText(absl::StrCat(value)); }
Params& Params::Double(double value) { return AddText(absl::StrCat(value)); }
Params& Params::Bool(bool value) { return AddText(value ? "t" : "f"); }
Params& Params::Time(absl::Time value) { return AddText(TimeText(value)); }

Params& Params::Bytes(std::string_view value) {
  return Add(Value::Format::kBinary, std::string(value));
}

Params& Params::OptionalTime(std::optional<absl::Time> value) {
  return value ? Time(*value) : Null();
}

Params& Params::TextOrNull(std::string_view value) { return value.empty() ? Null() : Text(value); }

Params& Params::TextArrayOrNull(const std::vector<std::string>& values) {
  return values.empty() ? Null() : TextArray(values);
}

Params& Params::TextArray(const std::vector<std::string>& values) {
  std::string array = "{";
  for (const std::string& value : values) {
    if (array.size() > 1) array.push_back(',');
    AppendQuoted(value, array);
  }
  array.push_back('}');
  return AddText(std::move(array));
}

Params& Params::UuidArray(const std::vector<std::string>& values) {
  std::vector<Uuid> uuids;
  for (const std::string& value : values) uuids.push_back({value});
  return Add(Value::Format::kBinary, BinaryArray(Type::kUuid, uuids));
}

Params& Params::BoolArray(const std::vector<bool>& values) {
  return Add(Value::Format::kBinary, BinaryArray(Type::kBool, values));
}

Params& Params::IntArray(const std::vector<int64_t>& values) {
  return Add(Value::Format::kBinary, BinaryArray(Type::kInt8, values));
}

Params& Params::BytesArray(const std::vector<std::string>& values) {
  return Add(Value::Format::kBinary, BinaryArray(Type::kBytea, values));
}

Params& Params::TimeArray(const std::vector<absl::Time>& values) {
  return Add(Value::Format::kBinary, BinaryArray(Type::kTimestamptz, values));
}

}  // namespace broadsheet::postgres

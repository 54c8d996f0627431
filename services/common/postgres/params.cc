#include "common/postgres/params.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace broadsheet::postgres {
namespace {

std::string BytesText(std::string_view value) {
  return absl::StrCat("\\x", absl::BytesToHexString(absl::string_view(value.data(), value.size())));
}

std::string TimeText(absl::Time value) {
  if (value == absl::InfiniteFuture()) return "infinity";
  if (value == absl::InfinitePast()) return "-infinity";
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", value, absl::UTCTimeZone());
}

void AppendQuoted(std::string_view value, std::string& array) {
  array.push_back('"');
  for (char c : value) {
    if (c == '"' || c == '\\') array.push_back('\\');
    array.push_back(c);
  }
  array.push_back('"');
}

// An array literal of the text that `to_text` makes of each value.
template <class Values, class ToText>
std::string ArrayText(const Values& values, ToText to_text) {
  std::string array = "{";
  for (const auto& value : values) {
    if (array.size() > 1) array.push_back(',');
    AppendQuoted(to_text(value), array);
  }
  array.push_back('}');
  return array;
}

}  // namespace

Params& Params::Add(std::string value) {
  values_.emplace_back(std::move(value));
  return *this;
}

Params& Params::Null() {
  values_.emplace_back(std::nullopt);
  return *this;
}

Params& Params::Text(std::string_view value) { return Add(std::string(value)); }
Params& Params::Int(int64_t value) { return Add(absl::StrCat(value)); }
Params& Params::Double(double value) { return Add(absl::StrCat(value)); }
Params& Params::Bool(bool value) { return Add(value ? "t" : "f"); }
Params& Params::Bytes(std::string_view value) { return Add(BytesText(value)); }
Params& Params::Time(absl::Time value) { return Add(TimeText(value)); }

Params& Params::OptionalText(const std::optional<std::string>& value) {
  return value ? Text(*value) : Null();
}

Params& Params::OptionalInt(std::optional<int64_t> value) { return value ? Int(*value) : Null(); }

Params& Params::OptionalTime(std::optional<absl::Time> value) {
  return value ? Time(*value) : Null();
}

Params& Params::TextOrNull(std::string_view value) { return value.empty() ? Null() : Text(value); }

Params& Params::TextArrayOrNull(const std::vector<std::string>& values) {
  return values.empty() ? Null() : TextArray(values);
}

Params& Params::TextArray(const std::vector<std::string>& values) {
  return Add(ArrayText(values, [](const std::string& value) { return value; }));
}

Params& Params::IntArray(const std::vector<int64_t>& values) {
  return Add(ArrayText(values, [](int64_t value) { return absl::StrCat(value); }));
}

Params& Params::BytesArray(const std::vector<std::string>& values) {
  return Add(ArrayText(values, BytesText));
}

Params& Params::TimeArray(const std::vector<absl::Time>& values) {
  return Add(ArrayText(values, TimeText));
}

}  // namespace broadsheet::postgres

#include "ingest/formats/json.h"

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

constexpr int kMaxDepth = 100;

// The byte where `text` nests too deep, or npos. What comes of such a value is
// walked recursively.
size_t TooDeepAt(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '[' || c == '{')) {
      if (++depth > kMaxDepth) return i;
    } else if (!in_string && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return std::string_view::npos;
}

}  // namespace

absl::StatusOr<nlohmann::json> ParseJson(std::string_view text) {
  if (const size_t at = TooDeepAt(text); at != std::string_view::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("JSON nested more than ", kMaxDepth, " deep at byte ", at));
  }
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return absl::InvalidArgumentError(absl::StrCat("not JSON at byte ", error.byte));
  } catch (const nlohmann::json::exception& error) {
    // Such as a number that is too large: its text ends with it.
    return absl::InvalidArgumentError(absl::StrCat("not JSON: ", error.what()));
  }
}

std::string JsonText(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string StringAt(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto it = object.find(key);
  return it == object.end() || !it->is_string() ? "" : it->get<std::string>();
}

}  // namespace broadsheet::ingest

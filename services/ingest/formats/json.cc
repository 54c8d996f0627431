#include "ingest/formats/json.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/ascii.h"
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

// Copies JSON, mending what ParseLooseJson() lists.
class JsonMender {
 public:
  explicit JsonMender(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string Run() && {
    while (at_ < text_.size()) {
      if (text_[at_] == '"') {
        TakeString();
      } else if (!SkipAny({"<![CDATA[", "]]>", "<!--", "-->"}) && !SkipComment() &&
                 !SkipLastComma()) {
        out_ += text_[at_++];
      }
    }
    return std::move(out_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  bool SkipAny(std::initializer_list<std::string_view> marks) {
    for (const std::string_view mark : marks) {
      if (!rest().starts_with(mark)) continue;
      at_ += mark.size();
      return true;
    }
    return false;
  }

  bool SkipComment() {
    const bool block = rest().starts_with("/*");
    if (!block && !rest().starts_with("//")) return false;
    const size_t end = text_.find(block ? "*/" : "\n", at_ + 2);
    at_ = end == std::string_view::npos ? text_.size() : end + (block ? 2 : 1);
    return true;
  }

  bool SkipLastComma() {
    if (text_[at_] != ',') return false;
    const size_t next = text_.find_first_not_of(" \t\r\n", at_ + 1);
    if (next == std::string_view::npos || (text_[next] != '}' && text_[next] != ']')) return false;
    ++at_;
    return true;
  }

  void TakeString() {
    out_ += text_[at_++];
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        TakeEscape();
        continue;
      }
      ++at_;
      if (static_cast<unsigned char>(c) < 0x20) {
        absl::StrAppend(&out_, "\\u", absl::Hex(c, absl::kZeroPad4));
      } else {
        out_ += c;
      }
      if (c == '"') return;
    }
  }

  // The code unit of "\uXXXX" at `at`, or -1.
  int UnitAt(size_t at) const {
    const std::string_view text = text_.substr(std::min(at, text_.size()), 6);
    if (text.size() < 6 || !text.starts_with("\\u")) return -1;
    int unit = 0;
    for (const char c : text.substr(2)) {
      if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return -1;
      unit = unit * 16 + (absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10);
    }
    return unit;
  }

  void TakeEscape() {
    const int unit = UnitAt(at_);
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const bool low = unit >= 0xDC00 && unit < 0xE000;
    const int next = high ? UnitAt(at_ + 6) : -1;
    if (high && next >= 0xDC00 && next < 0xE000) return Copy(12);
    if (high || low) {
      out_ += "\\ufffd";
      at_ += 6;
      return;
    }
    if (unit >= 0) return Copy(6);
    if (at_ + 1 < text_.size() && text_[at_ + 1] != 'u' &&
        std::string_view("\"\\/bfnrt").find(text_[at_ + 1]) != std::string_view::npos) {
      return Copy(2);
    }
    out_ += "\\\\";
    ++at_;
  }

  void Copy(size_t size) {
    out_.append(text_, at_, size);
    at_ += size;
  }

  const std::string_view text_;
  size_t at_ = 0;
  std::string out_;
};

// The end of the string that begins at `at`.
size_t StringEnd(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.size();
}

// The end of the value that begins at `at`: where a comma or bracket stands that is not its
// own. npos where the text ends in it.
size_t ValueEnd(std::string_view text, size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = StringEnd(text, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}')) return at;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    ++at;
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

absl::StatusOr<nlohmann::json> ParseLooseJson(std::string_view text, bool* repaired) {
  absl::StatusOr<nlohmann::json> json = ParseJson(text);
  if (repaired != nullptr) *repaired = !json.ok();
  if (json.ok()) return json;
  absl::StatusOr<nlohmann::json> mended = ParseJson(JsonMender(text).Run());
  return mended.ok() ? mended : json;
}

std::vector<std::string_view> SplitArray(std::string_view text, std::string_view key) {
  std::vector<std::string_view> values;
  const std::string name = absl::StrCat("\"", std::string(key), "\"");
  int depth = 0;
  size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '[' || text[at] == '{') ++depth;
    if (text[at] == ']' || text[at] == '}') --depth;
    if (text[at] != '"') continue;
    const size_t end = StringEnd(text, at);
    const bool found = depth == 1 && text.substr(at, end - at) == name;
    at = found ? text.find('[', end) : end - 1;
    if (found) break;
  }
  while (at < text.size() && text[at] != ']') {
    const size_t begin = text.find_first_not_of(" \t\r\n", at + 1);
    const size_t end = begin == std::string_view::npos ? begin : ValueEnd(text, begin);
    if (end == std::string_view::npos) break;
    if (end > begin) values.push_back(text.substr(begin, end - begin));
    at = end;
  }
  return values;
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

#include "ingest/imports/json_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxLevels = 100;
constexpr size_t kMaxKeyBytes = 100;

}  // namespace

bool JsonRows::InTable() const {
  const size_t size = levels_.size();
  return size >= 2 && !levels_[size - 1].is_object && levels_[size - 2].is_object &&
         levels_[size - 2].key == "data";
}

void JsonRows::Append(std::string_view bytes) {
  const size_t room = max_row_bytes_ - row_.size();
  too_long_ = too_long_ || bytes.size() > room;
  row_.append(bytes.substr(0, room));
}

void JsonRows::TakeString(char c) {
  if (escaped_ || c != '"') {
    escaped_ = !escaped_ && c == '\\';
    if (row_level_ == 0 && string_.size() < kMaxKeyBytes) string_ += c;
  } else {
    in_string_ = false;
  }
}

absl::Status JsonRows::Open(char c) {
  if (levels_.size() == kMaxLevels) {
    return InvalidField(
        "data", absl::StrCat("byte ", offset_, " is nested more than ", kMaxLevels, " deep"));
  }
  const bool is_row = row_level_ == 0 && c == '{' && InTable();
  const bool named = !levels_.empty() && levels_.back().is_object;
  levels_.push_back({c == '{', named ? std::exchange(key_, "") : ""});
  if (is_row) row_level_ = levels_.size();
  return absl::OkStatus();
}

absl::Status JsonRows::CloseLevel(const Take& take) {
  if (levels_.empty()) return absl::OkStatus();
  const bool is_row = levels_.size() == row_level_;
  levels_.pop_back();
  if (!is_row) return absl::OkStatus();
  row_level_ = 0;
  const std::string row = std::exchange(row_, "");
  return take({levels_.back().key, row, std::exchange(too_long_, false), offset_ + 1});
}

absl::Status JsonRows::Add(std::string_view bytes, const Take& take) {
  // Where what is in a row begins that is not yet kept.
  size_t begin = 0;
  for (size_t i = 0; i < bytes.size(); ++i, ++offset_) {
    const char c = bytes[i];
    if (in_string_) {
      TakeString(c);
    } else if (c == '"') {
      in_string_ = true;
      string_.clear();
    } else if (c == ':') {
      if (row_level_ == 0) key_ = string_;
    } else if (c == '{' || c == '[') {
      const bool outside = row_level_ == 0;
      RETURN_IF_ERROR(Open(c));
      if (outside) begin = i;
    } else if (c == '}' || c == ']') {
      if (levels_.size() == row_level_ && row_level_ > 0) {
        Append(bytes.substr(begin, i + 1 - begin));
      }
      RETURN_IF_ERROR(CloseLevel(take));
    }
  }
  if (row_level_ > 0) Append(bytes.substr(begin));
  return absl::OkStatus();
}

absl::Status JsonRows::Finish() const {
  if (levels_.empty()) return absl::OkStatus();
  return InvalidField(
      "data", absl::StrCat("the file ends inside of ", row_level_ > 0 ? "a row" : "its tables",
                           " at byte ", offset_));
}

}  // namespace broadsheet::ingest

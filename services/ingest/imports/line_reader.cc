#include "ingest/imports/line_reader.h"

#include <algorithm>

#include "common/status.h"

namespace broadsheet::ingest {

absl::Status LineReader::Add(std::string_view bytes, const Take& take) {
  while (!bytes.empty()) {
    const size_t newline = bytes.find('\n');
    const std::string_view part = bytes.substr(0, newline);
    const size_t room = max_line_bytes_ - line_.size();
    too_long_ = too_long_ || part.size() > room;
    line_.append(part.substr(0, room));
    const size_t used = newline == std::string_view::npos ? bytes.size() : newline + 1;
    offset_ += static_cast<int64_t>(used);
    bytes.remove_prefix(used);
    if (newline != std::string_view::npos) RETURN_IF_ERROR(Emit(take));
  }
  return absl::OkStatus();
}

absl::Status LineReader::Finish(const Take& take) {
  return line_.empty() && !too_long_ ? absl::OkStatus() : Emit(take);
}

absl::Status LineReader::Emit(const Take& take) {
  std::string_view text = line_;
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  const absl::Status status = take({text, ++number_, too_long_, offset_});
  line_.clear();
  too_long_ = false;
  return status;
}

}  // namespace broadsheet::ingest

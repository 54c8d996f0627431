#include "ingest/imports/wxr_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxHeadBytes = 16 << 20;
constexpr size_t kMaxItemBytes = 8 << 20;
constexpr size_t kPartBytes = 4 << 20;
constexpr int kPartItems = 500;
constexpr std::string_view kItemEnd = "</item>";
constexpr std::string_view kCdata = "<![CDATA[";
constexpr std::string_view kCdataEnd = "]]>";

// Where an item begins in `text` at `from` or behind, or npos.
size_t ItemBegin(std::string_view text, size_t from) {
  for (size_t at = text.find("<item", from); at != std::string_view::npos;
       at = text.find("<item", at + 1)) {
    const char next = at + 5 < text.size() ? text[at + 5] : '\0';
    if (next == '>' || next == ' ' || next == '\n' || next == '\r' || next == '\t') return at;
  }
  return std::string_view::npos;
}

}  // namespace

absl::Status WxrReader::Add(std::string_view bytes, const Take& take) {
  rest_.append(bytes);
  if (!in_items_) {
    const size_t begin = ItemBegin(rest_, looked_);
    if (begin == std::string::npos) {
      // Its beginning may have come in part.
      looked_ = rest_.size() - std::min(rest_.size(), std::string_view("<item>").size());
      if (rest_.size() <= kMaxHeadBytes) return absl::OkStatus();
      return InvalidField("data", absl::StrCat("no item within ", kMaxHeadBytes, " bytes"));
    }
    head_ = rest_.substr(0, begin);
    offset_ = static_cast<int64_t>(begin);
    rest_.erase(0, begin);
    looked_ = 0;
    in_items_ = true;
  }
  return MoveItems(take);
}

bool WxrReader::FindItemEnd() {
  while (true) {
    if (in_cdata_) {
      const size_t end = rest_.find(kCdataEnd, looked_);
      if (end == std::string::npos) {
        looked_ = std::max(looked_, rest_.size() - std::min(rest_.size(), kCdataEnd.size()));
        return false;
      }
      looked_ = end + kCdataEnd.size();
      in_cdata_ = false;
    }
    looked_ = std::min(rest_.find('<', looked_), rest_.size());
    const std::string_view mark = std::string_view(rest_).substr(looked_);
    if (mark.starts_with(kItemEnd)) {
      looked_ += kItemEnd.size();
      return true;
    }
    // It may have come in part.
    if (mark.size() < kCdata.size()) return false;
    // The end of an item that is quoted in a text is none.
    in_cdata_ = mark.starts_with(kCdata);
    looked_ += in_cdata_ ? kCdata.size() : 1;
  }
}

absl::Status WxrReader::MoveItems(const Take& take) {
  size_t done = 0;
  while (FindItemEnd()) {
    items_.append(rest_, done, looked_ - done);
    offset_ += static_cast<int64_t>(looked_ - done);
    done = looked_;
    ++count_;
    if (items_.size() >= kPartBytes || count_ == kPartItems) RETURN_IF_ERROR(Flush(take));
  }
  rest_.erase(0, done);
  looked_ -= done;
  if (rest_.size() <= kMaxItemBytes) return absl::OkStatus();
  return InvalidField("data", absl::StrCat("the item at byte ", offset_, " is longer than ",
                                           kMaxItemBytes, " bytes"));
}

absl::Status WxrReader::Flush(const Take& take) {
  if (count_ == 0) return absl::OkStatus();
  Part part{absl::StrCat(head_, items_, "</channel></rss>"), offset_};
  items_.clear();
  count_ = 0;
  return take(std::move(part));
}

absl::Status WxrReader::Finish(const Take& take) {
  RETURN_IF_ERROR(Flush(take));
  if (!in_items_) return InvalidField("data", "the export has no item");
  if (ItemBegin(rest_, 0) == std::string::npos) return absl::OkStatus();
  return InvalidField("data", absl::StrCat("the file ends inside of the item at byte ", offset_));
}

}  // namespace broadsheet::ingest

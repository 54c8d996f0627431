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

// Where an item begins in `text`, or npos.
size_t ItemBegin(std::string_view text) {
  for (size_t at = text.find("<item"); at != std::string_view::npos;
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
    const size_t begin = ItemBegin(rest_);
    if (begin == std::string::npos) {
      if (rest_.size() <= kMaxHeadBytes) return absl::OkStatus();
      return InvalidField("data", absl::StrCat("no item within ", kMaxHeadBytes, " bytes"));
    }
    head_ = rest_.substr(0, begin);
    offset_ = static_cast<int64_t>(begin);
    rest_.erase(0, begin);
    in_items_ = true;
  }
  return MoveItems(take);
}

absl::Status WxrReader::MoveItems(const Take& take) {
  size_t done = 0;
  looked_ = std::max(looked_, done);
  while (true) {
    // The end of an item that is quoted in a text is none.
    const size_t end = rest_.find(kItemEnd, looked_);
    const size_t quote = rest_.find(kCdata, looked_);
    if (quote < end) {
      const size_t unquote = rest_.find(kCdataEnd, quote);
      if (unquote == std::string::npos) {
        looked_ = quote;
        break;
      }
      looked_ = unquote + kCdataEnd.size();
      continue;
    }
    if (end == std::string::npos) {
      // Either mark may have come in part.
      const size_t kept = std::max(kItemEnd.size(), kCdata.size());
      looked_ = std::max(looked_, rest_.size() - std::min(rest_.size(), kept));
      break;
    }
    const size_t behind = end + kItemEnd.size();
    items_.append(rest_, done, behind - done);
    offset_ += static_cast<int64_t>(behind - done);
    done = looked_ = behind;
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
  if (ItemBegin(rest_) == std::string::npos) return absl::OkStatus();
  return InvalidField("data", absl::StrCat("the file ends inside of the item at byte ", offset_));
}

}  // namespace broadsheet::ingest

#include "ingest/imports/wxr_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxHeadBytes = 16 << 20;
constexpr size_t kMaxItemBytes = 8 << 20;
constexpr size_t kPartBytes = 4 << 20;
// What is kept of an item that is too long, and what is looked back at in it.
constexpr size_t kSkippedBytes = 64 << 10;
constexpr size_t kLookBack = 1 << 10;
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

// Takes the whole elements called `name` out. Large sites have a hundred thousand tags.
void EraseElements(std::string_view name, std::string& text) {
  const std::string begin = absl::StrCat("<", std::string(name), ">");
  const std::string end = absl::StrCat("</", std::string(name), ">");
  std::string kept;
  size_t at = 0;
  while (true) {
    const size_t from = text.find(begin, at);
    const size_t to = from == std::string::npos ? from : text.find(end, from);
    if (to == std::string::npos) break;
    kept.append(text, at, from - at);
    at = to + end.size();
  }
  text = kept.append(text, at);
}

// Whether `text`, which is in a CDATA section, is how the items of an export end: the section
// was never closed. No post says so: in HTML it would be escaped.
bool EndsAsItem(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  const size_t tag = text.rfind('<');
  if (tag == std::string_view::npos || !text.ends_with('>')) return false;
  return text.substr(tag).starts_with("</wp:") || text.substr(tag) == "</category>";
}

// Closes the last section of an item where the element ends that it is in.
std::string WithCdataClosed(std::string_view item) {
  const size_t section = item.rfind(kCdata);
  const size_t open = item.rfind('<', section == 0 ? 0 : section - 1);
  const size_t open_end = item.find('>', open);
  const std::string close =
      absl::StrCat("</", std::string(item.substr(open + 1, open_end - open - 1)), ">");
  size_t at = item.find(close, section);
  if (at == std::string_view::npos) at = item.find("</", section);
  return absl::StrCat(std::string(item.substr(0, at)), std::string(kCdataEnd),
                      std::string(item.substr(at)));
}

}  // namespace

absl::Status WxrReader::Add(std::string_view bytes, const Take& take) {
  rest_.append(bytes);
  if (!in_items_) RETURN_IF_ERROR(FindFirstItem());
  return in_items_ ? MoveItems(take) : absl::OkStatus();
}

absl::Status WxrReader::FindFirstItem() {
  const size_t begin = ItemBegin(rest_, looked_);
  in_items_ = begin != std::string::npos;
  if (in_items_) {
    head_ = rest_.substr(0, begin);
    offset_ += static_cast<int64_t>(begin);
    rest_.erase(0, begin);
    looked_ = 0;
  }
  std::string& head = in_items_ ? head_ : rest_;
  if (in_items_ || head.size() > kMaxHeadBytes) {
    const size_t size = head.size();
    EraseElements("wp:tag", head);
    EraseElements("wp:term", head);
    if (!in_items_) offset_ += static_cast<int64_t>(size - head.size());
  }
  if (head.size() > kMaxHeadBytes) {
    return InvalidField("data", absl::StrCat("the head has more than ", kMaxHeadBytes, " bytes"));
  }
  // Its beginning may have come in part.
  if (!in_items_) looked_ = rest_.size() - std::min(rest_.size(), kItemEnd.size());
  return absl::OkStatus();
}

bool WxrReader::LeaveCdata() {
  const size_t end = rest_.find(kCdataEnd, looked_);
  const size_t limit = std::min(end, rest_.size());
  for (size_t at = rest_.find(kItemEnd, looked_); at < limit; at = rest_.find(kItemEnd, at + 1)) {
    if (!EndsAsItem(std::string_view(rest_).substr(0, at))) continue;
    unclosed_ = true;
    looked_ = at;
    return true;
  }
  if (end == std::string::npos) {
    looked_ = std::max(looked_, rest_.size() - std::min(rest_.size(), kItemEnd.size()));
    return false;
  }
  looked_ = end + kCdataEnd.size();
  return true;
}

bool WxrReader::FindItemEnd() {
  while (true) {
    if (in_cdata_ && !LeaveCdata()) return false;
    in_cdata_ = false;
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
    RETURN_IF_ERROR(MoveItem(done, looked_ - done, take));
    done = looked_;
  }
  rest_.erase(0, done);
  looked_ -= done;
  if (rest_.size() > kMaxItemBytes) SkipLongItem();
  return absl::OkStatus();
}

absl::Status WxrReader::MoveItem(size_t done, size_t size, const Take& take) {
  offset_ += static_cast<int64_t>(size);
  if (!skipped_.empty()) {
    unclosed_ = false;
    RETURN_IF_ERROR(Flush(take));
    return take({std::exchange(skipped_, ""), offset_,
                 InvalidField("data", absl::StrCat("the item before byte ", offset_,
                                                   " is longer than ", kMaxItemBytes, " bytes"))});
  }
  if (std::exchange(unclosed_, false)) {
    items_ += WithCdataClosed(std::string_view(rest_).substr(done, size));
  } else {
    items_.append(rest_, done, size);
  }
  ++count_;
  return items_.size() >= kPartBytes || count_ == part_items_ ? Flush(take) : absl::OkStatus();
}

void WxrReader::SkipLongItem() {
  if (skipped_.empty()) skipped_ = rest_.substr(0, kSkippedBytes);
  const size_t gone = looked_ - std::min(looked_, kLookBack);
  offset_ += static_cast<int64_t>(gone);
  rest_.erase(0, gone);
  looked_ -= gone;
}

absl::Status WxrReader::Flush(const Take& take) {
  if (count_ == 0) return absl::OkStatus();
  Part part{absl::StrCat(head_, items_, "</channel></rss>"), offset_, absl::OkStatus()};
  items_.clear();
  count_ = 0;
  return take(std::move(part));
}

absl::Status WxrReader::Finish(const Take& take) {
  RETURN_IF_ERROR(Flush(take));
  // A site without any post has no item.
  if (!in_items_ && absl::StrContains(rest_, "</channel>")) return absl::OkStatus();
  if (!in_items_) return InvalidField("data", "the export ends before its first item");
  if (skipped_.empty() && ItemBegin(rest_, 0) == std::string::npos) return absl::OkStatus();
  std::string beginning = skipped_.empty() ? rest_.substr(0, kSkippedBytes) : skipped_;
  const auto end = offset_ + static_cast<int64_t>(rest_.size());
  return take(
      {std::move(beginning), end,
       InvalidField("data", absl::StrCat("the file ends inside of an item, at byte ", end))});
}

}  // namespace broadsheet::ingest

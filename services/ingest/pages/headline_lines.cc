#include "ingest/pages/headline_lines.h"

#include <functional>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ingest/pages/element_names.h"
#include "ingest/pages/page_markup.h"
#include "ingest/pages/stray_line.h"
#include "ingest/text/dates.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Bytes of text between a headline and what belongs to it.
constexpr size_t kNear = 1500;

struct Line {
  std::string text;
  size_t at = 0;
};

// The short lines of a post with where they stand in its text, and where its headline does.
class Lines {
 public:
  Lines(const HtmlNode& post, const std::string& title) : title_(Fingerprint(title)) {
    Walk(post);
    Flush();
  }

  // What `read` makes of the nearest line that it makes something of.
  std::string Nearest(const std::function<std::string(const std::string&)>& read) const {
    std::string nearest;
    size_t least = kNear;
    for (const Line& line : lines_) {
      const size_t distance = line.at > headline_ ? line.at - headline_ : 2 * (headline_ - line.at);
      if (distance >= least) continue;
      std::string found = read(line.text);
      if (found.empty()) continue;
      nearest = std::move(found);
      least = distance;
    }
    return nearest;
  }

 private:
  void Walk(const HtmlNode& node) {
    for (const HtmlNode& child : node.children) {
      if (at_ > headline_ + 2 * kNear && headline_ > 0) return;
      if (child.is_text()) line_ += child.text;
      if (!child.is_element() || child.tag == "script" || child.tag == "style" || IsAside(child) ||
          IsCalledComments(child)) {
        continue;
      }
      // Themes set name and date side by side.
      const bool apart = IsBlockTag(child.tag) || child.tag == "br" || child.tag == "time" ||
                         child.tag == "span" || child.tag == "a";
      if (apart) Flush();
      Walk(child);
      if (apart) Flush();
    }
  }

  void Flush() {
    std::string text = CollapseSpace(line_);
    line_.clear();
    if (text.empty()) return;
    at_ += text.size();
    if (headline_ == 0 && !title_.empty() && Fingerprint(text) == title_) headline_ = at_;
    if (text.size() <= kLongestStrayLine) lines_.push_back({std::move(text), at_});
  }

  const std::string title_;
  std::string line_;
  size_t at_ = 0;
  size_t headline_ = 0;
  std::vector<Line> lines_;
};

std::string BylineOf(const std::string& line) {
  for (const absl::string_view by : {"By ",      "by ",         "BY ",        "By: ",
                                     "Von ",     "von ",        "Par ",       "Por ",
                                     "Di ",      "Door ",       "Text: ",     "Autor: ",
                                     "Author: ", "Written by ", "Posted by ", "Geschrieben von ",
                                     "作者：",   "作者:",       "文／",       "文/"}) {
    if (!absl::StartsWith(line, by)) continue;
    std::string name(CollapseSpace(line.substr(by.size())));
    name = CollapseSpace(name.substr(0, name.find('|')));
    const bool digits = name.find_first_of("0123456789") != std::string::npos;
    if (name.size() >= 3 && name.size() <= 60 && !digits) return name;
  }
  return "";
}

}  // namespace

std::string DateNearHeadline(const HtmlNode& post, const std::string& title) {
  return Lines(post, title).Nearest(&DateOfLine);
}

std::string BylineNearHeadline(const HtmlNode& post, const std::string& title) {
  return Lines(post, title).Nearest(&BylineOf);
}

std::string DateInUri(const std::string& uri) {
  const auto is_digits = [&](size_t at, size_t length) {
    if (at + length >= uri.size()) return false;
    for (size_t i = at; i < at + length; ++i) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(uri[i]))) return false;
    }
    return true;
  };
  for (size_t at = uri.find('/'); at != std::string::npos; at = uri.find('/', at + 1)) {
    if (!is_digits(at + 1, 4) || uri[at + 5] != '/' || !is_digits(at + 6, 2) ||
        uri[at + 8] != '/' || !is_digits(at + 9, 2) || uri[at + 11] != '/') {
      continue;
    }
    const std::string day =
        absl::StrCat(uri.substr(at + 1, 4), "-", uri.substr(at + 6, 2), "-", uri.substr(at + 9, 2));
    if (ParseDate(day).has_value()) return day;
  }
  return "";
}

}  // namespace broadsheet::ingest

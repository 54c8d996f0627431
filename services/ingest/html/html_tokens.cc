#include "ingest/html/html_tokens.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr std::string_view kSpace = " \t\n\r\f";

bool IsLetter(std::string_view html, size_t at) {
  return at < html.size() && absl::ascii_isalpha(static_cast<unsigned char>(html[at]));
}

bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         absl::EqualsIgnoreCase({text.data(), prefix.size()}, {prefix.data(), prefix.size()});
}

// Behind `part`, searched for from `at`; the end where it does not come.
size_t Behind(std::string_view html, std::string_view part, size_t at) {
  const size_t found = html.find(part, at);
  return found == std::string_view::npos ? html.size() : found + part.size();
}

}  // namespace

HtmlToken HtmlTokens::Next() {
  for (at_ = html_.find('<', at_); at_ < html_.size(); at_ = html_.find('<', at_ + 1)) {
    const size_t begin = at_;
    const char next = begin + 1 < html_.size() ? html_[begin + 1] : '\0';
    if (next == '!') return Markup(begin);
    if (next == '?') return Comment(begin, Behind(html_, ">", begin));
    if (next == '/' && IsLetter(html_, begin + 2)) return Tag(begin, begin + 2);
    if (next == '/') return Comment(begin, Behind(html_, ">", begin));
    if (IsLetter(html_, begin + 1)) return Tag(begin, begin + 1);
  }
  SkipAll();
  return {.begin = at_, .end = at_};
}

HtmlToken HtmlTokens::Comment(size_t begin, size_t end) {
  at_ = end;
  return {.kind = HtmlToken::Kind::kComment, .begin = begin, .end = end};
}

HtmlToken HtmlTokens::Markup(size_t begin) {
  constexpr std::string_view kCdata = "<![CDATA[";
  const std::string_view rest = html_.substr(begin);
  if (rest.starts_with(kCdata)) {
    at_ = begin + kCdata.size();
    return {.kind = HtmlToken::Kind::kCdata, .begin = begin, .end = at_};
  }
  if (!rest.starts_with("<!--")) return Comment(begin, Behind(html_, ">", begin));
  for (const std::string_view empty : {"<!-->", "<!--->"}) {
    if (rest.starts_with(empty)) return Comment(begin, begin + empty.size());
  }
  for (size_t at = html_.find("--", begin + 4); at != std::string_view::npos;
       at = html_.find("--", at + 1)) {
    for (const std::string_view end : {"-->", "--!>"}) {
      if (html_.substr(at).starts_with(end)) return Comment(begin, at + end.size());
    }
  }
  return Comment(begin, html_.size());
}

HtmlToken HtmlTokens::Tag(size_t begin, size_t name_begin) {
  const size_t name_end = std::min(html_.find_first_of(" \t\n\r\f/>", name_begin), html_.size());
  HtmlToken token{
      .kind = html_[begin + 1] == '/' ? HtmlToken::Kind::kEndTag : HtmlToken::Kind::kStartTag,
      .name = AsciiLower(html_.substr(name_begin, name_end - name_begin)),
      .begin = begin};
  at_ = name_end;
  // A tag that the document ends in is none.
  if (!AttributesEnd(token)) token.kind = HtmlToken::Kind::kEnd;
  token.end = at_;
  return token;
}

bool HtmlTokens::AttributesEnd(HtmlToken& token) {
  while ((at_ = html_.find_first_not_of(kSpace, at_)) < html_.size()) {
    if (html_[at_] == '>') {
      ++at_;
      return true;
    }
    if (html_[at_] == '/') {
      token.self_closing = html_.substr(at_).starts_with("/>");
      ++at_;
      continue;
    }
    ++token.attributes;
    at_ = std::min(html_.find_first_of(" \t\n\r\f/>=", at_ + 1), html_.size());
    const size_t equals = html_.find_first_not_of(kSpace, at_);
    if (equals < html_.size() && html_[equals] == '=') {
      at_ = equals + 1;
      SkipAttributeValue();
    }
  }
  SkipAll();
  return false;
}

void HtmlTokens::SkipAttributeValue() {
  at_ = std::min(html_.find_first_not_of(kSpace, at_), html_.size());
  if (at_ == html_.size()) return;
  const char quote = html_[at_];
  if (quote == '"' || quote == '\'') {
    at_ = Behind(html_, html_.substr(at_, 1), at_ + 1);
  } else {
    at_ = std::min(html_.find_first_of(" \t\n\r\f>", at_), html_.size());
  }
}

void HtmlTokens::SkipComment() { at_ = Behind(html_, ">", at_); }

void HtmlTokens::SkipCdata() { at_ = Behind(html_, "]]>", at_); }

bool HtmlTokens::IsEndTag(size_t at, std::string_view name) const {
  const size_t end = at + 2 + name.size();
  return html_.substr(at).starts_with("</") && StartsWithIgnoreCase(html_.substr(at + 2), name) &&
         end < html_.size() &&
         std::string_view(" \t\n\r\f/>").find(html_[end]) != std::string_view::npos;
}

void HtmlTokens::SkipRawText(std::string_view name) {
  if (name == "script") return SkipScript();
  at_ = html_.find('<', at_);
  while (at_ < html_.size() && !IsEndTag(at_, name)) at_ = html_.find('<', at_ + 1);
  at_ = std::min(at_, html_.size());
}

// In a script, "<!-- <script>" begins what "</script>" does not end.
void HtmlTokens::SkipScript() {
  bool escaped = false;
  bool nested = false;
  for (at_ = html_.find_first_of("<-", at_); at_ < html_.size();
       at_ = html_.find_first_of("<-", at_ + 1)) {
    const std::string_view rest = html_.substr(at_);
    if (!escaped && rest.starts_with("<!--")) {
      escaped = true;
      at_ += 1;  // The dashes may be those of "-->", too.
    } else if (escaped && rest.starts_with("-->")) {
      escaped = nested = false;
    } else if (IsEndTag(at_, "script")) {
      if (!nested) return;
      nested = false;
    } else if (escaped && StartsWithIgnoreCase(rest, "<script") && rest.size() > 7 &&
               std::string_view(" \t\n\r\f/>").find(rest[7]) != std::string_view::npos) {
      nested = true;
    }
  }
  SkipAll();
}

}  // namespace broadsheet::ingest

#include "ingest/formats/typography.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
// A letter or digit; of any script, beyond ASCII.
bool IsWord(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0;
}

// One run of text, as WordPress sees it: between two tags.
class Typesetter {
 public:
  Typesetter(std::string_view text, bool quotes) : text_(text), quotes_(quotes) {}

  std::string Run() && {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\'') {
        Replace(1, SingleQuote());
      } else if (c == '"' && quotes_) {
        Replace(1, Opens() ? "“" : "”");
      } else if (Has("...")) {
        Replace(3, "…");
      } else if (Has("---") || Has(" -- ")) {
        Replace(c == ' ' ? 4 : 3, c == ' ' ? " — " : "—");
      } else if (Has("--") || Has(" - ")) {
        Replace(c == ' ' ? 3 : 2, c == ' ' ? " – " : "–");
      } else {
        Replace(1, text_.substr(at_, 1));
      }
    }
    return std::move(out_);
  }

 private:
  bool Has(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }
  char Before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }
  char After(size_t distance = 1) const {
    return at_ + distance < text_.size() ? text_[at_ + distance] : '\0';
  }

  void Replace(size_t size, std::string_view by) {
    out_ += by;
    at_ += size;
  }

  // Whether a mark here stands at the beginning of something.
  bool Opens() const {
    const char before = Before();
    constexpr std::string_view kOpeners = "([{-\"'";
    return (IsSpace(before) || kOpeners.find(before) != std::string_view::npos) &&
           !IsSpace(After());
  }

  // What was left out before: '99, 'tis.
  bool IsElision() const {
    if (IsDigit(After()) && IsDigit(After(2)) && !IsDigit(After(3))) return true;
    constexpr std::array<std::string_view, 11> kWords = {
        "tain't", "twere", "twas", "tis", "twill", "til", "bout", "nuff", "round", "cause", "em"};
    const std::string_view rest = text_.substr(at_ + 1);
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
      const char end = rest.size() > word.size() ? rest[word.size()] : ' ';
      return AsciiLower(rest.substr(0, word.size())) == word && !IsWord(end);
    });
  }

  std::string_view SingleQuote() const {
    const bool inside = IsWord(Before()) && IsWord(After());
    if (inside) return "’";
    if (!quotes_) return "'";
    return Opens() && !IsElision() ? "‘" : "’";
  }

  const std::string_view text_;
  const bool quotes_;
  size_t at_ = 0;
  std::string out_;
};

bool SetsQuotes(std::string_view language) {
  const std::string lower = AsciiLower(language.substr(0, 2));
  return lower.empty() || lower == "en" || lower == "zh";
}

// Name of the element that a tag opens, in lower case; "/pre" for one that it closes.
std::string NameOfTag(std::string_view tag) {
  const size_t end = std::min(tag.find_first_of(" \t\r\n>", 1), tag.size());
  return AsciiLower(tag.substr(1, end - 1));
}

bool IsVerbatim(const std::string& name) {
  static const auto* const kNames =
      new std::set<std::string>({"pre", "code", "kbd", "style", "script", "tt"});
  return kNames->contains(name);
}

// The tag or comment that `html` begins with; all of it where that has no end.
std::string_view TagOf(std::string_view html) {
  const std::string_view end = html.starts_with("<!--") ? "-->" : ">";
  const size_t found = html.find(end);
  return html.substr(0, found == std::string_view::npos ? found : found + end.size());
}

}  // namespace

std::string TypographicText(std::string_view text, std::string_view language) {
  return Typesetter(text, SetsQuotes(language)).Run();
}

std::string TypographicHtml(std::string_view html, std::string_view language) {
  std::string out;
  // The innermost element whose text stays as it is; empty outside of one.
  std::string verbatim;
  for (size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      const std::string_view tag = TagOf(html.substr(at));
      const std::string name = NameOfTag(tag);
      if (verbatim.empty() && IsVerbatim(name)) {
        verbatim = name;
      } else if (!verbatim.empty() && name == "/" + verbatim) {
        verbatim.clear();
      }
      out += tag;
      at += tag.size();
      continue;
    }
    const size_t end = std::min(html.find('<', at), html.size());
    const std::string_view text = html.substr(at, end - at);
    out += verbatim.empty() ? TypographicText(text, language) : std::string(text);
    at = end;
  }
  return out;
}

}  // namespace broadsheet::ingest

#include "ingest/formats/xml_repair.h"

#include <libxml/HTMLparser.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr size_t npos = std::string_view::npos;

bool IsNameStart(char c) {
  return absl::ascii_isalpha(c) || c == '_' || c == ':' || (c & 0x80) != 0;
}
bool IsNameCharacter(char c) {
  return IsNameStart(c) || absl::ascii_isdigit(c) || c == '-' || c == '.';
}

// The name at the start of `text`; empty where there is none.
std::string_view NameAt(std::string_view text) {
  if (text.empty() || !IsNameStart(text[0])) return {};
  const auto end = std::find_if_not(text.begin(), text.end(), IsNameCharacter);
  return text.substr(0, end - text.begin());
}

void AppendCharacter(UChar32 c, std::string& out) {
  char utf8[U8_MAX_LENGTH];
  int length = 0;
  U8_APPEND_UNSAFE(utf8, length, c);
  out.append(utf8, length);
}

bool IsXmlCharacter(int64_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
         (c >= 0xE000 && c <= 0x10FFFF && c != 0xFFFE && c != 0xFFFF);
}

// "#8217;" or "#x2019;" at the start of `text`: its number and length. A length of 0 where
// there is none.
struct CharacterReference {
  int64_t number = 0;
  size_t length = 0;
};

CharacterReference ReferenceAt(std::string_view text) {
  if (text.size() < 2 || text[0] != '#') return {};
  const bool hex = text[1] == 'x' || text[1] == 'X';
  size_t at = hex ? 2 : 1;
  const size_t first = at;
  int64_t number = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (!(hex ? absl::ascii_isxdigit(c) : absl::ascii_isdigit(c))) break;
    const int digit = absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10;
    number = std::min<int64_t>(number * (hex ? 16 : 10) + digit, 0x7FFFFFFF);
  }
  if (at == first || at >= text.size() || text[at] != ';') return {};
  return {number, at + 1};
}

class Repairer {
 public:
  explicit Repairer(std::string_view xml) : xml_(xml) { out_.reserve(xml.size()); }

  std::string Run() && {
    while (at_ < xml_.size() && !root_closed_ && !cut_off_) {
      if (xml_[at_] == '<') {
        TakeMarkup();
      } else {
        const size_t end = std::min(xml_.find('<', at_), xml_.size());
        TakeText(xml_.substr(at_, end - at_));
        at_ = end;
      }
    }
    DropUnfinished();
    while (!open_.empty()) Close();
    return std::move(out_);
  }

 private:
  struct Open {
    std::string name;
    // Where it begins in what is made.
    size_t at = 0;
  };

  void TakeMarkup() {
    const std::string_view rest = xml_.substr(at_);
    if (rest.starts_with("<!--")) return SkipTo("-->");
    if (rest.starts_with("<![CDATA[")) return TakeCdata();
    if (rest.starts_with("<?")) return SkipTo("?>");
    if (rest.size() > 2 && rest[1] == '/' && IsNameStart(rest[2])) return TakeEndTag();
    if (rest.size() > 1 && IsNameStart(rest[1])) return TakeStartTag();
    if (absl::StartsWithIgnoreCase({rest.data(), rest.size()}, "<!DOCTYPE")) return TakeDoctype();
    TakeText("<");
    ++at_;
  }

  void SkipTo(std::string_view end) {
    const size_t found = xml_.find(end, at_);
    at_ = found == npos ? xml_.size() : found + end.size();
  }

  // Its declarations of entities count, and have been judged before.
  void TakeDoctype() {
    size_t end = xml_.find_first_of("[>", at_);
    if (end != npos && xml_[end] == '[') {
      end = xml_.find(']', end);
      if (end != npos) end = xml_.find('>', end);
    }
    end = end == npos ? xml_.size() : end + 1;
    if (open_.empty()) {
      doctype_ = xml_.substr(at_, end - at_);
      out_.append(doctype_);
    }
    at_ = end;
  }

  // A section inside of a section ends both for XML. Its author meant the outer one to go
  // on: there is another end, and no beginning before it.
  void TakeCdata() {
    const size_t begin = at_ + std::string_view("<![CDATA[").size();
    size_t end = xml_.find("]]>", begin);
    if (end != npos) {
      const size_t another = xml_.find("<![CDATA[", end + 3);
      for (size_t next = end; next < another; next = xml_.find("]]>", next + 3)) end = next;
    }
    cut_off_ = end == npos;
    if (cut_off_) end = xml_.size();
    if (!open_.empty()) AppendEscaped(xml_.substr(begin, end - begin));
    at_ = std::min(end + 3, xml_.size());
  }

  void TakeText(std::string_view text) {
    if (open_.empty()) return;
    for (size_t i = 0; i < text.size();) {
      const size_t special = std::min(text.find_first_of("&<>", i), text.size());
      AppendAllowed(text.substr(i, special - i));
      i = special;
      if (i == text.size()) break;
      if (text[i] == '&') {
        i += 1 + TakeReference(text.substr(i + 1));
      } else {
        out_ += text[i] == '<' ? "&lt;" : "&gt;";
        ++i;
      }
    }
  }

  // Takes what follows an "&", and says how long it is; an "&" by itself is text.
  size_t TakeReference(std::string_view text) {
    if (CharacterReference first = ReferenceAt(text); first.length > 0) {
      const bool high = first.number >= 0xD800 && first.number < 0xDC00;
      if (high && text.substr(first.length).starts_with('&')) {
        const CharacterReference second = ReferenceAt(text.substr(first.length + 1));
        if (second.number >= 0xDC00 && second.number < 0xE000) {
          AppendCharacter(static_cast<UChar32>(0x10000 + ((first.number - 0xD800) << 10) +
                                               (second.number - 0xDC00)),
                          out_);
          return first.length + 1 + second.length;
        }
      }
      if (IsXmlCharacter(first.number)) absl::StrAppend(&out_, "&#", first.number, ";");
      return first.length;
    }
    const std::string_view name = NameAt(text);
    const bool ends = text.size() > name.size() && text[name.size()] == ';';
    if (!name.empty() && ends && IsKnownEntity(std::string(name))) {
      absl::StrAppend(&out_, "&", std::string(name), ";");
      return name.size() + 1;
    }
    out_ += "&amp;";
    return 0;
  }

  bool IsKnownEntity(const std::string& name) const {
    return name == "apos" ||
           htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str())) != nullptr ||
           doctype_.find(absl::StrCat("<!ENTITY ", name, " ")) != npos;
  }

  // As it stands, less what XML forbids.
  void AppendAllowed(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      const bool none = c == 0xEF && i + 2 < text.size() && text[i + 1] == '\xBF' &&
                        (text[i + 2] == '\xBE' || text[i + 2] == '\xBF');
      if (none) i += 2;
      if (!none && IsXmlCharacter(c)) out_ += text[i];
    }
  }

  void AppendEscaped(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
      const size_t special = std::min(text.find_first_of("&<>", i), text.size());
      AppendAllowed(text.substr(i, special - i));
      if (special < text.size()) {
        out_ += text[special] == '&' ? "&amp;" : text[special] == '<' ? "&lt;" : "&gt;";
      }
      i = special + 1;
    }
  }

  // Closes what it names, and what was left open inside; one that names nothing is dropped.
  void TakeEndTag() {
    const std::string name = AsciiLower(NameAt(xml_.substr(at_ + 2)));
    const size_t end = xml_.find('>', at_);
    cut_off_ = end == npos;
    at_ = cut_off_ ? xml_.size() : end + 1;
    if (cut_off_ || open_count_[name] == 0) return;
    for (bool found = false; !found;) {
      found = AsciiLower(open_.back().name) == name;
      Close();
    }
    root_closed_ = open_.empty();
  }

  void TakeStartTag() {
    const std::string name(NameAt(xml_.substr(at_ + 1)));
    const std::string lower = AsciiLower(name);
    // No item is in another: the end of the one before is missing.
    if (IsItem(lower) && open_count_[lower] > 0) {
      for (bool found = false; !found;) {
        found = AsciiLower(open_.back().name) == lower;
        Close();
      }
    }
    const size_t begin = out_.size();
    absl::StrAppend(&out_, "<", name);
    at_ += 1 + name.size();
    const bool empty = TakeAttributes() || IsVoidHtml(lower);
    if (cut_off_) return out_.resize(begin);
    out_ += empty ? "/>" : ">";
    if (!empty) {
      open_.push_back({name, begin});
      ++open_count_[lower];
    } else if (open_.empty()) {
      root_closed_ = true;
    }
  }

  // Up to and with the ">"; whether it was a "/>".
  bool TakeAttributes() {
    // Each is compared with all others, and the parser does so again.
    constexpr size_t kMaxAttributes = 500;
    std::set<std::string_view> names;
    while (true) {
      at_ = std::min(xml_.find_first_not_of(kSpace, at_), xml_.size());
      const std::string_view rest = xml_.substr(at_);
      if (rest.empty()) cut_off_ = true;
      if (rest.empty() || rest[0] == '<') return false;
      if (rest[0] == '>') return ++at_, false;
      if (rest.starts_with("/>")) return at_ += 2, true;
      const std::string_view name = NameAt(rest);
      if (name.empty()) {
        ++at_;
        continue;
      }
      at_ += name.size();
      const std::string_view value = TakeValue();
      if (names.size() == kMaxAttributes || !names.insert(name).second) continue;
      absl::StrAppend(&out_, " ", std::string(name), "=\"");
      AppendValue(value);
      out_ += '"';
    }
  }

  std::string_view TakeValue() {
    size_t at = xml_.find_first_not_of(kSpace, at_);
    if (at == npos || xml_[at] != '=') return {};
    at = xml_.find_first_not_of(kSpace, at + 1);
    if (at == npos) return at_ = xml_.size(), std::string_view();
    const bool quoted = xml_[at] == '"' || xml_[at] == '\'';
    const size_t begin = quoted ? at + 1 : at;
    const size_t end = std::min(
        quoted ? xml_.find(xml_[at], begin) : xml_.find_first_of(" \t\r\n>", begin), xml_.size());
    at_ = quoted ? std::min(end + 1, xml_.size()) : end;
    return xml_.substr(begin, end - begin);
  }

  void AppendValue(std::string_view value) {
    open_.push_back({});  // text counts only inside of an element
    for (size_t i = 0; i < value.size();) {
      const size_t quote = std::min(value.find('"', i), value.size());
      TakeText(value.substr(i, quote - i));
      if (quote < value.size()) out_ += "&quot;";
      i = quote + 1;
    }
    open_.pop_back();
  }

  void Close() {
    absl::StrAppend(&out_, "</", open_.back().name, ">");
    --open_count_[AsciiLower(open_.back().name)];
    open_.pop_back();
  }

  // An item that the document is cut off in would be a story without its end.
  void DropUnfinished() {
    if (root_closed_) return;
    for (size_t i = 0; i < open_.size(); ++i) {
      if (!IsItem(AsciiLower(open_[i].name))) continue;
      out_.resize(open_[i].at);
      open_.resize(i);
    }
  }

  static bool IsItem(const std::string& lower) {
    const std::string_view name(lower);
    const std::string_view local = name.substr(name.find(':') == npos ? 0 : name.find(':') + 1);
    return local == "item" || local == "entry";
  }

  static bool IsVoidHtml(const std::string& lower) {
    static const auto* const kNames = new std::set<std::string>(
        {"br", "img", "hr", "wbr", "input", "area", "col", "embed", "track"});
    return kNames->contains(lower);
  }

  const std::string_view xml_;
  size_t at_ = 0;
  std::string out_;
  std::string_view doctype_;
  std::vector<Open> open_;
  std::map<std::string, size_t> open_count_;
  bool root_closed_ = false;
  bool cut_off_ = false;
};

}  // namespace

std::string RepairXml(std::string_view xml) { return Repairer(xml).Run(); }

}  // namespace broadsheet::ingest

#include "query/search_text.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>

namespace broadsheet::query {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

size_t CountCharacters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); });
}

// The byte at which character number `n` begins.
size_t OffsetOfCharacter(std::string_view text, size_t n) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!IsContinuation(text[at]) && n-- == 0) break;
  }
  return at;
}

// Chinese characters begin at U+3400: three bytes, the first of them E3 or more.
bool MayHaveChinese(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

// The text of the entity named between & and ;, or empty.
std::string EntityText(std::string_view name) {
  if (name == "amp") return "&";
  if (name == "lt") return "<";
  if (name == "gt") return ">";
  if (name == "quot") return "\"";
  if (name == "apos") return "'";
  if (name == "nbsp") return " ";
  if (name.size() < 2 || name[0] != '#') return "";
  const bool hex = name[1] == 'x' || name[1] == 'X';
  const std::string digits(name.substr(hex ? 2 : 1));
  const auto code = static_cast<UChar32>(std::strtol(digits.c_str(), nullptr, hex ? 16 : 10));
  if (code <= 0 || code > 0x10FFFF || U_IS_SURROGATE(code)) return "";
  std::string text;
  return icu::UnicodeString(code).toUTF8String(text);
}

// Whether a tag ("em", "/a", "a href=…") stands inside a word or sentence.
bool IsInline(std::string_view tag) {
  constexpr std::string_view kInline[] = {
      "a", "abbr", "b",    "cite",  "code", "del",    "em",  "i",   "ins",  "kbd", "mark",
      "q", "s",    "samp", "small", "span", "strong", "sub", "sup", "time", "u",   "var"};
  if (!tag.empty() && tag[0] == '/') tag.remove_prefix(1);
  const std::string_view name = tag.substr(0, tag.find_first_of(" \n\t/"));
  return std::find(std::begin(kInline), std::end(kInline), name) != std::end(kInline);
}

void AppendSpace(std::string& text) {
  if (!text.empty() && text.back() != ' ') text.push_back(' ');
}

}  // namespace

std::string TextOfHtml(std::string_view html) {
  constexpr size_t kLongestEntity = 10;
  std::string text;
  for (size_t at = 0; at < html.size(); ++at) {
    if (html[at] == '<') {
      const size_t end = html.find('>', at);
      if (end == std::string_view::npos) break;
      if (!IsInline(html.substr(at + 1, end - at - 1))) AppendSpace(text);
      at = end;
      continue;
    }
    const size_t end = html[at] == '&' ? html.find(';', at) : std::string_view::npos;
    if (end != std::string_view::npos && end - at <= kLongestEntity) {
      const std::string entity = EntityText(html.substr(at + 1, end - at - 1));
      if (!entity.empty()) {
        text += entity;
        at = end;
        continue;
      }
    }
    if (html[at] == '\n') {
      AppendSpace(text);
    } else {
      text.push_back(html[at]);
    }
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string FoldChinese(std::string_view text) {
  if (!MayHaveChinese(text)) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::Transliterator> fold(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error));
  if (fold == nullptr) return std::string(text);
  auto unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  fold->transliterate(unicode);
  std::string folded;
  return unicode.toUTF8String(folded);
}

std::string Unfold(std::string_view excerpt, std::string_view folded, std::string_view text,
                   size_t begin, size_t end) {
  const std::string_view part = excerpt.substr(begin, end - begin);
  const size_t at = folded.find(excerpt);
  if (at == std::string_view::npos || folded == text ||
      CountCharacters(folded) != CountCharacters(text)) {
    return std::string(part);
  }
  const std::string_view rest =
      text.substr(OffsetOfCharacter(text, CountCharacters(folded.substr(0, at + begin))));
  return std::string(rest.substr(0, OffsetOfCharacter(rest, CountCharacters(part))));
}

std::string_view Prefix(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && IsContinuation(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace broadsheet::query

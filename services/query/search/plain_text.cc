#include "query/search/plain_text.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace broadsheet::query {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

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

size_t CountCharacters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); });
}

std::string_view Prefix(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && IsContinuation(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace broadsheet::query

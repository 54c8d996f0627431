#include "ingest/html/plain_text.h"

#include <set>

#include "absl/strings/ascii.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Elements that people set words of a headline in. Others in a headline are spoken of:
// "Use of the <main> element".
bool IsInline(const std::string& tag) {
  static const auto* const kTags = new std::set<std::string>(
      {"a",    "abbr", "acronym", "b",    "bdi", "bdo",  "big",   "br",   "center", "cite",
       "code", "del",  "dfn",     "div",  "em",  "font", "h1",    "h2",   "h3",     "h4",
       "h5",   "h6",   "i",       "img",  "ins", "kbd",  "li",    "mark", "nobr",   "p",
       "q",    "rp",   "rt",      "ruby", "s",   "samp", "small", "span", "strike", "strong",
       "sub",  "sup",  "time",    "tt",   "u",   "ul",   "var",   "wbr"});
  return kTags->contains(tag);
}

// The length of the tag of an inline element at the start of `text`, which begins with "<";
// 0 where there is none.
size_t InlineTagAt(std::string_view text) {
  const size_t name = text.size() > 1 && text[1] == '/' ? 2 : 1;
  size_t end = name;
  while (end < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[end]))) ++end;
  if (!IsInline(AsciiLower(text.substr(name, end - name)))) return 0;
  const size_t close = text.find_first_of("<>", end);
  if (close == std::string_view::npos || text[close] == '<') return 0;
  const bool ends = text[end] == '>' || text[end] == '/' ||
                    absl::ascii_isspace(static_cast<unsigned char>(text[end]));
  return ends ? close + 1 : 0;
}

// Markup of which only what IsInline() is left; every other "<" is text.
std::string WithInlineTagsAlone(std::string_view markup) {
  std::string result;
  for (size_t i = 0; i < markup.size();) {
    const size_t tag = markup[i] == '<' ? InlineTagAt(markup.substr(i)) : 0;
    if (tag > 0) {
      result.append(markup, i, tag);
      i += tag;
    } else if (markup[i] == '<') {
      result += "&lt;";
      ++i;
    } else {
      result += markup[i++];
    }
  }
  return result;
}

void Separate(char separator, std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (out.empty() || out.back() == '\n') return;
  out += separator;
}

void Append(const HtmlNode& node, std::string& out) {
  if (node.tag == "rt" || node.tag == "rp" || node.tag == "figcaption") return;
  const bool cell = node.tag == "td" || node.tag == "th";
  const bool block = (IsBlockTag(node.tag) && !cell) || node.tag == "br";
  if (block || cell) Separate(block ? '\n' : ' ', out);
  out += node.text;
  for (const HtmlNode& child : node.children) Append(child, out);
  if (block) Separate('\n', out);
}

}  // namespace

std::string PlainText(const HtmlNode& sanitised) {
  std::string text;
  Append(sanitised, text);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string PlainLine(std::string_view markup) {
  if (markup.find_first_of("<&") == std::string_view::npos) return CollapseSpace(Nfc(markup));
  return CollapseSpace(Nfc(TextOf(ParseFragment(WithInlineTagsAlone(markup)))));
}

}  // namespace broadsheet::ingest

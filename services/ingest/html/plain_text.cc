#include "ingest/html/plain_text.h"

#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

void Separate(char separator, std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (out.empty() || out.back() == '\n') return;
  out += separator;
}

void Append(const HtmlNode& node, std::string& out) {
  if (node.tag == "rt" || node.tag == "rp") return;
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
  return CollapseSpace(Nfc(TextOf(ParseFragment(markup))));
}

}  // namespace broadsheet::ingest

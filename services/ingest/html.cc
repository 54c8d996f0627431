#include "ingest/html.h"

#include <gumbo.h>

#include <map>
#include <memory>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "ingest/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxHtmlBytes = 8 << 20;
// The parser looks through all open elements for every tag, so that depth times
// length is what a page costs.
constexpr int kMaxOpenElements = 2000;
constexpr int kMaxDepth = 200;

bool IsVoid(std::string_view tag) {
  static const auto* const kTags =
      new std::set<std::string_view>{"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                     "input", "link", "meta", "param", "source", "track", "wbr"};
  return kTags->contains(tag);
}

// Elements that another one of their kind closes: they may be left open.
bool ClosesItself(std::string_view tag) {
  static const auto* const kTags = new std::set<std::string_view>{
      "p", "li", "td", "tr", "th", "dd", "dt", "option", "tbody", "thead", "body", "html", "head"};
  return kTags->contains(tag);
}

// An upper bound of how many elements are open at once, without parsing.
int MaxOpenElements(std::string_view html) {
  std::map<std::string, int> open;
  int depth = 0;
  int deepest = 0;
  for (size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    size_t begin = at + 1;
    const bool closing = begin < html.size() && html[begin] == '/';
    if (closing) ++begin;
    size_t end = begin;
    while (end < html.size() && end < begin + 32 && absl::ascii_isalnum(html[end])) ++end;
    const std::string tag = AsciiLower(html.substr(begin, end - begin));
    if (tag.empty() || IsVoid(tag) || ClosesItself(tag)) continue;
    int& count = open[tag];
    if (closing && count == 0) continue;
    count += closing ? -1 : 1;
    depth += closing ? -1 : 1;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

std::string TagOf(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  return name.data == nullptr ? "unknown" : AsciiLower(std::string_view(name.data, name.length));
}

void Convert(const GumboVector& nodes, int depth, HtmlNode& parent);

void ConvertNode(const GumboNode& node, int depth, HtmlNode& parent) {
  switch (node.type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA:
      parent.children.push_back({.text = node.v.text.text});
      return;
    case GUMBO_NODE_COMMENT:
      if (absl::StartsWith(node.v.text.text, "more")) {
        parent.children.push_back({.tag = "#comment", .text = node.v.text.text});
      }
      return;
    case GUMBO_NODE_DOCUMENT:
      Convert(node.v.document.children, depth, parent);
      return;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
      break;
  }
  const GumboElement& element = node.v.element;
  if (depth >= kMaxDepth) {
    Convert(element.children, depth, parent);
    return;
  }
  HtmlNode converted{.tag = TagOf(element)};
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
    converted.attributes.emplace_back(attribute->name, attribute->value);
  }
  Convert(element.children, depth + 1, converted);
  parent.children.push_back(std::move(converted));
}

void Convert(const GumboVector& nodes, int depth, HtmlNode& parent) {
  for (unsigned i = 0; i < nodes.length; ++i) {
    ConvertNode(*static_cast<const GumboNode*>(nodes.data[i]), depth, parent);
  }
}

HtmlNode Parse(std::string_view html, GumboTag context) {
  HtmlNode root{.tag = "#root"};
  if (html.empty() || !CheckHtml("html", html).ok()) return root;
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.fragment_context = context;
  const auto destroy = [&](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(
      gumbo_parse_with_options(&options, html.data(), html.size()), destroy);
  // Of a fragment the root is an <html> element that was made up.
  if (context == GUMBO_TAG_LAST) {
    Convert(output->document->v.document.children, 0, root);
  } else {
    Convert(output->root->v.element.children, 0, root);
  }
  return root;
}

void AppendText(const HtmlNode& node, std::string& out) {
  if (node.tag == "script" || node.tag == "style" || node.tag == "#comment") return;
  if (node.tag == "br") out += '\n';
  out += node.text;
  const bool block = IsBlockTag(node.tag);
  if (block) out += '\n';
  for (const HtmlNode& child : node.children) AppendText(child, out);
  if (block) out += '\n';
}

void AppendMarkup(const HtmlNode& node, std::string& out) {
  if (node.is_text()) {
    out += EscapeHtml(node.text);
    return;
  }
  if (!node.is_element()) return;
  absl::StrAppend(&out, "<", node.tag);
  for (const auto& [name, value] : node.attributes) {
    absl::StrAppend(&out, " ", name, "=\"", EscapeHtml(value), "\"");
  }
  out += '>';
  if (IsVoid(node.tag)) return;
  for (const HtmlNode& child : node.children) AppendMarkup(child, out);
  absl::StrAppend(&out, "</", node.tag, ">");
}

}  // namespace

std::string_view HtmlNode::Attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return "";
}

bool HtmlNode::HasClass(std::string_view name) const { return HasWord(Attribute("class"), name); }

absl::Status CheckHtml(std::string_view field, std::string_view html) {
  if (html.size() > kMaxHtmlBytes) {
    return InvalidField(field,
                        absl::StrCat(html.size(), " bytes of HTML; at most ", kMaxHtmlBytes));
  }
  if (const int open = MaxOpenElements(html); open > kMaxOpenElements) {
    return InvalidField(
        field, absl::StrCat("elements nested ", open, " deep; at most ", kMaxOpenElements));
  }
  return absl::OkStatus();
}

HtmlNode ParsePage(std::string_view html) { return Parse(html, GUMBO_TAG_LAST); }

HtmlNode ParseFragment(std::string_view html) { return Parse(html, GUMBO_TAG_BODY); }

std::string TextOf(const HtmlNode& node) {
  std::string text;
  AppendText(node, text);
  return text;
}

std::string Serialise(const HtmlNode& node) {
  std::string out;
  if (node.tag != "#root") {
    AppendMarkup(node, out);
    return out;
  }
  for (const HtmlNode& child : node.children) {
    if (!out.empty() && IsBlockTag(child.tag)) out += '\n';
    AppendMarkup(child, out);
  }
  return out;
}

bool IsBlockTag(std::string_view tag) {
  static const auto* const kTags = new std::set<std::string_view>{
      "address", "article", "aside", "blockquote", "body",    "caption",  "center",     "dd",
      "details", "dir",     "div",   "dl",         "dt",      "fieldset", "figcaption", "figure",
      "footer",  "form",    "h1",    "h2",         "h3",      "h4",       "h5",         "h6",
      "header",  "hgroup",  "hr",    "html",       "legend",  "li",       "main",       "menu",
      "nav",     "ol",      "p",     "pre",        "section", "summary",  "table",      "tbody",
      "td",      "tfoot",   "th",    "thead",      "tr",      "ul"};
  return kTags->contains(tag);
}

std::string EscapeHtml(std::string_view text) {
  if (text.find_first_of("&<>\"") == std::string_view::npos) return std::string(text);
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()),
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

const HtmlNode* FindFirst(const HtmlNode& node, const HtmlPredicate& matches) {
  for (const HtmlNode& child : node.children) {
    if (child.is_element() && matches(child)) return &child;
    if (const HtmlNode* found = FindFirst(child, matches)) return found;
  }
  return nullptr;
}

std::vector<const HtmlNode*> FindAll(const HtmlNode& node, const HtmlPredicate& matches) {
  std::vector<const HtmlNode*> found;
  for (const HtmlNode& child : node.children) {
    if (child.is_element() && matches(child)) {
      found.push_back(&child);
      continue;
    }
    const std::vector<const HtmlNode*> below = FindAll(child, matches);
    found.insert(found.end(), below.begin(), below.end());
  }
  return found;
}

HtmlPredicate HasTag(std::string tag) {
  return [tag = std::move(tag)](const HtmlNode& node) { return node.tag == tag; };
}

HtmlPredicate HasClassNamed(std::string name) {
  return [name = std::move(name)](const HtmlNode& node) { return node.HasClass(name); };
}

HtmlPredicate HasRel(std::string rel) {
  return
      [rel = std::move(rel)](const HtmlNode& node) { return HasWord(node.Attribute("rel"), rel); };
}

bool HasWord(std::string_view list, std::string_view word) {
  if (list.size() < word.size()) return false;
  for (const absl::string_view candidate :
       absl::StrSplit(absl::string_view(list.data(), list.size()), absl::ByAnyChar(" \t\r\n"))) {
    if (absl::EqualsIgnoreCase(candidate, absl::string_view(word.data(), word.size()))) return true;
  }
  return false;
}

}  // namespace broadsheet::ingest

#include "ingest/html/html.h"

#include <gumbo.h>

#include <algorithm>
#include <memory_resource>
#include <unordered_set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status.h"
#include "ingest/html/html_limits.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr int kMaxDepth = 200;

bool IsVoid(std::string_view tag) {
  static const auto* const kTags = new std::unordered_set<std::string_view>{
      "area",  "base", "br",   "col",   "embed",  "hr",    "img",
      "input", "link", "meta", "param", "source", "track", "wbr"};
  return kTags->contains(tag);
}

std::string TagOf(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  return name.data == nullptr ? "unknown" : AsciiLower(std::string_view(name.data, name.length));
}

// Takes gumbo's tree over. It may be deep, so the walk keeps its own stack.
class Converter {
 public:
  explicit Converter(const ParsableHtml& parsed) : parsed_(parsed) {}

  void Run(const GumboVector& nodes, HtmlNode& root) {
    open_.push_back({&nodes, 0, 0, &root});
    while (!open_.empty()) {
      Level& level = open_.back();
      if (level.next == level.nodes->length) {
        open_.pop_back();
      } else {
        const Level at = level;
        ++level.next;
        Convert(*static_cast<const GumboNode*>(at.nodes->data[at.next]), at);
      }
    }
  }

 private:
  struct Level {
    const GumboVector* nodes;
    unsigned next;
    int depth;
    // Stays where it is: nothing is added beside it until it is done.
    HtmlNode* parent;
  };

  void Convert(const GumboNode& node, const Level& at) {
    std::vector<HtmlNode>& siblings = at.parent->children;
    switch (node.type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_WHITESPACE:
      case GUMBO_NODE_CDATA:
        siblings.push_back({.text = parsed_.Restored(node.v.text.text)});
        return;
      case GUMBO_NODE_COMMENT:
        if (absl::StartsWith(node.v.text.text, "more")) {
          siblings.push_back({.tag = "#comment", .text = node.v.text.text});
        }
        return;
      case GUMBO_NODE_DOCUMENT:
        open_.push_back({&node.v.document.children, 0, at.depth, at.parent});
        return;
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        return ConvertElement(node.v.element, at);
    }
  }

  void ConvertElement(const GumboElement& element, const Level& at) {
    if (at.depth < kMaxDepth) {
      HtmlNode& converted = at.parent->children.emplace_back(HtmlNode{.tag = TagOf(element)});
      for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
        converted.attributes.emplace_back(attribute->name, parsed_.Restored(attribute->value));
      }
      open_.push_back({&element.children, 0, at.depth + 1, &converted});
    } else if (element.tag != GUMBO_TAG_SCRIPT && element.tag != GUMBO_TAG_STYLE) {
      open_.push_back({&element.children, 0, at.depth, at.parent});
    }
  }

  const ParsableHtml& parsed_;
  std::vector<Level> open_;
};

// Gumbo counts in an int how far a numeric character reference is beyond Unicode: one
// with more digits than that can hold is the replacement character, too, as in the HTML
// standard, 13.2.5.80.
std::string WithoutEndlessReferences(std::string html) {
  constexpr size_t kMostHexDigits = 7;
  constexpr size_t kMostDecimalDigits = 9;
  std::string result;
  size_t kept = 0;
  for (size_t at = html.find("&#"); at != html.npos; at = html.find("&#", at + 2)) {
    size_t begin = at + 2;
    const bool is_hex = begin < html.size() && (html[begin] == 'x' || html[begin] == 'X');
    if (is_hex) ++begin;
    const char* const digits = is_hex ? "0123456789abcdefABCDEF" : "0123456789";
    const size_t end = std::min(html.find_first_not_of(digits, begin), html.size());
    const size_t first = std::min(html.find_first_not_of('0', begin), end);
    if (end - first <= (is_hex ? kMostHexDigits : kMostDecimalDigits)) continue;
    result.append(html, kept, begin - kept).append(is_hex ? "FFFD" : "65533");
    kept = end;
  }
  if (kept == 0) return html;
  return result.append(html, kept);
}

absl::StatusOr<HtmlNode> Parse(std::string_view field, std::string_view given, GumboTag context) {
  HtmlNode root{.tag = "#root"};
  ASSIGN_OR_RETURN(ParsableHtml parsable, MakeParsable(field, given));
  if (parsable.html.empty()) return root;
  const std::string html = WithoutEndlessReferences(std::move(parsable.html));
  // Goes at once, and not by gumbo's walk down the tree, which is recursive.
  std::pmr::monotonic_buffer_resource memory;
  GumboOptions options = kGumboDefaultOptions;
  options.userdata = &memory;
  options.allocator = [](void* memory, size_t bytes) {
    return static_cast<std::pmr::memory_resource*>(memory)->allocate(bytes);
  };
  options.deallocator = [](void*, void*) {};
  options.max_errors = 0;
  options.fragment_context = context;
  const GumboOutput& output = *gumbo_parse_with_options(&options, html.data(), html.size());
  // Of a fragment the root is an <html> element that was made up.
  const GumboVector& nodes = context == GUMBO_TAG_LAST ? output.document->v.document.children
                                                       : output.root->v.element.children;
  Converter(parsable).Run(nodes, root);
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

HtmlNode ParsePage(std::string_view html) {
  return Parse("html", html, GUMBO_TAG_LAST).value_or(HtmlNode{.tag = "#root"});
}

HtmlNode ParseFragment(std::string_view html) {
  return ParseFieldFragment("html", html).value_or(HtmlNode{.tag = "#root"});
}

absl::StatusOr<HtmlNode> ParseFieldFragment(std::string_view field, std::string_view html) {
  return Parse(field, html, GUMBO_TAG_BODY);
}

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
  static const auto* const kTags = new std::unordered_set<std::string_view>{
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
  const absl::string_view wanted(word.data(), word.size());
  while (list.size() >= word.size() && !list.empty()) {
    const size_t end = std::min(list.find_first_of(" \t\r\n"), list.size());
    if (absl::EqualsIgnoreCase(absl::string_view(list.data(), end), wanted)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace broadsheet::ingest

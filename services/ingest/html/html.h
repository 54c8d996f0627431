// HTML5 as a tree of values, by a real HTML5 parser.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// A node of an HTML tree, with all that is below it. Trees are at most 200 deep: to
// walk them recursively is fine.
struct HtmlNode {
  // Element name in lower case; empty for text, "#root" for what holds a
  // document or fragment, "#comment" for a comment.
  std::string tag;
  // Of text and comments, character references resolved.
  std::string text;
  // Names in lower case, each once.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<HtmlNode> children;

  bool is_text() const { return tag.empty(); }
  bool is_element() const { return !tag.empty() && tag[0] != '#'; }
  // Empty where there is none.
  std::string_view Attribute(std::string_view name) const;
  bool HasClass(std::string_view name) const;

  bool operator==(const HtmlNode&) const = default;
};

// `html` (UTF-8) as the parser of a browser sees it, as children of a "#root".
// Of the comments only `<!--more-->` marks are kept. Elements more than 200 deep
// lose their tags. Empty for what CheckHtml() (html_limits.h) refuses. Thread-safe.
HtmlNode ParsePage(std::string_view html);
HtmlNode ParseFragment(std::string_view html);

// As ParseFragment(); but what CheckHtml() refuses is INVALID_ARGUMENT that blames `field`.
absl::StatusOr<HtmlNode> ParseFieldFragment(std::string_view field, std::string_view html);

// All text below `node` as it stands; line breaks for `<br>`, no scripts.
std::string TextOf(const HtmlNode& node);

// As markup. Deterministic; blocks at the top stand on lines of their own.
std::string Serialise(const HtmlNode& node);

// Whether an element of this name starts on a line of its own.
bool IsBlockTag(std::string_view tag);

// `text` with the characters escaped that mean something in HTML.
std::string EscapeHtml(std::string_view text);

using HtmlPredicate = std::function<bool(const HtmlNode&)>;

// The first (or all outermost) elements below `node` that `matches`, in document
// order. They point into `node`.
const HtmlNode* FindFirst(const HtmlNode& node, const HtmlPredicate& matches);
std::vector<const HtmlNode*> FindAll(const HtmlNode& node, const HtmlPredicate& matches);

// Predicates.
HtmlPredicate HasTag(std::string tag);
HtmlPredicate HasClassNamed(std::string name);
HtmlPredicate HasRel(std::string rel);

// Whether `list`, words separated by white space, has `word` (ASCII case is
// ignored).
bool HasWord(std::string_view list, std::string_view word);

}  // namespace broadsheet::ingest

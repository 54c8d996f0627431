// The query language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::query {

// A part of a query, as a tree.
struct SyntaxNode {
  enum class Kind {
    // All of the children; none wants nothing.
    kAll,
    // One of the children at least.
    kAny,
    // Not the one child.
    kNot,
    // All words of `text`, in any order.
    kWords,
    // The words of `text`, side by side.
    kPhrase,
    // What `field` holds, such as "title", matches `text`.
    kField,
  };
  Kind kind = Kind::kAll;
  std::string text;
  std::string field;
  // The last word of `text` may go on.
  bool is_open = false;
  std::vector<SyntaxNode> children;
};

// Reads a query: words are all wanted; "a phrase" in quotation marks of any language;
// -word or NOT word is not wanted; `a OR b` is one of both and binds closer than what
// stands side by side (as in AIP-160); parentheses; title:, author:, category:, tag:,
// source:, lang:, mention:, before: and after: before a word or a phrase; a star behind the
// last word. Every text is a query: operators without anything to work on, and quotation
// marks and parentheses without another, are passed over. The root is kAll. Pure.
SyntaxNode ParseSyntax(std::string_view text);

}  // namespace broadsheet::query

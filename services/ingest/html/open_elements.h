// How many elements a browser would have open, without building the tree.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/html/html_tokens.h"

namespace broadsheet::ingest {

// Follows the tree builder of HTML5 tag by tag. Of two things that a tag could do
// it assumes the one that leaves more open: what it counts is no less than what is
// open (but for elements that the builder makes up, at most two for each), and
// close to it where markup is sound, end tags of paragraphs, list items and cells
// left out or not. Not thread-safe.
class OpenElements {
 public:
  // How the tree builder has the tokeniser read what comes next.
  enum class Content { kMarkup, kRawText, kPlainText, kUncertain };

  // Ends foreign content (SVG, MathML) that `token`, which comes next, could end:
  // the end tags that say so, empty for most. With them in the document no parser
  // is in doubt.
  std::string EndForeignBefore(const HtmlToken& token);

  // `source` is the whole tag.
  Content Start(const HtmlToken& token, std::string_view source);
  void End(const HtmlToken& token);
  // Whether "<![CDATA[" begins a section (kRawText), a comment (kMarkup), or
  // can't be told.
  Content Cdata() const;

  size_t size() const { return open_.size(); }
  // Formatting elements (<b>, <a>, …) that are opened anew in each block until
  // their end tag.
  size_t formatting() const { return formatting_.size(); }

 private:
  // kIntegration: HTML inside of SVG or MathML.
  enum class Kind { kHtml, kSvg, kMath, kIntegration };
  struct Element {
    std::string name;
    Kind kind;
  };

  static bool IsForeign(const Element& element) {
    return element.kind == Kind::kSvg || element.kind == Kind::kMath;
  }
  bool InForeign() const;
  // Whether no rule of HTML that is not followed here could hold.
  bool IsPlain() const;
  // Where in the foreign elements at the top one of this name is; 0 for nowhere.
  size_t FindForeign(std::string_view name) const;
  void StartForeign(const HtmlToken& token);
  void StartForeignRoot(const HtmlToken& token);
  void StartHtml(const HtmlToken& token, std::string_view source);
  void StartFormatting(const HtmlToken& token, std::string_view source);
  void EndFormatting(std::string_view name);
  void EndBlock(std::string_view name);
  void CloseImplied(std::string_view starting);
  // Takes what is implied to end from the top, and then `name`, if it is there.
  bool CloseThrough(std::string_view name, bool (*implied)(std::string_view));
  void Push(std::string_view name, Kind kind);
  void Pop();
  // It is not known any more whether the current element is foreign.
  void LoseForeign();

  std::vector<Element> open_;
  std::vector<std::string> formatting_;
  size_t foreign_ = 0;
  size_t selects_ = 0;
  size_t templates_ = 0;
  // How few elements must be open until foreign ones are none of them; 0 where
  // that is known anyway.
  size_t lost_at_ = 0;
  bool odd_mode_ = false;
};

}  // namespace broadsheet::ingest

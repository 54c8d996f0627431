#include "ingest/html/tidy_html.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/html/inside_links.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using Nodes = std::vector<HtmlNode>;

bool IsStructure(std::string_view tag) {
  static const auto* const kTags =
      new std::set<std::string_view>{"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"};
  return kTags->contains(tag);
}

// Blocks whose text is not wrapped in paragraphs.
bool HoldsText(std::string_view tag) {
  static const auto* const kTags =
      new std::set<std::string_view>{"p",  "h1", "h2", "h3", "h4",      "h5",         "h6",    "li",
                                     "td", "th", "dd", "dt", "caption", "figcaption", "figure"};
  return kTags->contains(tag);
}

// Of sanitised nodes: none that is no block has blocks inside.
bool HasBlocks(const Nodes& nodes) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const HtmlNode& node) { return IsBlockTag(node.tag); });
}

bool IsEmpty(const HtmlNode& node) {
  if (node.is_text()) return node.text.empty();
  if (node.tag == "img" || node.tag == "hr" || node.tag == "td" || node.tag == "th") return false;
  if (node.tag == "br") return false;
  for (const HtmlNode& child : node.children) {
    if (!IsEmpty(child)) return false;
  }
  return true;
}

// Whether a block shows nothing: no image, no text but white space.
bool ShowsNothing(const HtmlNode& node) {
  if (node.is_text()) return IsBlank(node.text);
  if (node.tag == "img" || node.tag == "hr" || node.tag == "table") return false;
  for (const HtmlNode& child : node.children) {
    if (!ShowsNothing(child)) return false;
  }
  return true;
}

// Collapses white space across the inline nodes of one block.
class InlineTidier {
 public:
  void Run(Nodes& nodes) {
    Collapse(nodes);
    TrimEnd(nodes);
    Prune(nodes);
  }

 private:
  void Collapse(Nodes& nodes) {
    for (HtmlNode& node : nodes) {
      if (node.is_text()) {
        CollapseText(node.text);
      } else if (node.tag == "br") {
        at_space_ = true;
      } else if (node.tag == "img") {
        at_space_ = false;
      } else {
        Collapse(node.children);
      }
    }
  }

  void CollapseText(std::string& text) {
    std::string result;
    for (const char c : text) {
      const bool space = absl::ascii_isspace(static_cast<unsigned char>(c));
      if (!space) result += c;
      if (space && !at_space_) result += ' ';
      at_space_ = space;
    }
    if (text.empty()) return;
    text = std::move(result);
  }

  // Takes spaces and line breaks off the end; whether something is left.
  static bool TrimEnd(Nodes& nodes) {
    while (!nodes.empty()) {
      HtmlNode& last = nodes.back();
      if (last.tag == "img") return true;
      if (last.is_text()) {
        while (!last.text.empty() && last.text.back() == ' ') last.text.pop_back();
        if (!last.text.empty()) return true;
      } else if (last.tag != "br" && TrimEnd(last.children)) {
        return true;
      }
      nodes.pop_back();
    }
    return false;
  }

  static void Prune(Nodes& nodes) {
    for (HtmlNode& node : nodes) Prune(node.children);
    std::erase_if(nodes, IsEmpty);
    nodes.erase(nodes.begin(), std::find_if(nodes.begin(), nodes.end(),
                                            [](const HtmlNode& node) { return node.tag != "br"; }));
  }

  bool at_space_ = true;
};

// Adds the children of a list or table, those in boxes included.
void AddWithoutBoxes(Nodes nodes, Nodes& result) {
  for (HtmlNode& node : nodes) {
    if (node.tag == "div") {
      AddWithoutBoxes(std::move(node.children), result);
    } else {
      result.push_back(std::move(node));
    }
  }
}

// Adds the inline nodes of `nodes`, blocks as lines of their own.
void AddLines(Nodes nodes, Nodes& result) {
  const auto end_line = [&] {
    if (!result.empty() && !absl::EndsWith(result.back().text, "\n")) {
      result.push_back({.text = "\n"});
    }
  };
  for (HtmlNode& node : nodes) {
    if (!IsBlockTag(node.tag)) {
      result.push_back(std::move(node));
      continue;
    }
    end_line();
    AddLines(std::move(node.children), result);
    end_line();
  }
}

// A parser takes one line break behind <pre> away each time.
void TrimLeadingLines(Nodes& nodes) {
  auto first = nodes.begin();
  for (; first != nodes.end() && first->is_text(); ++first) {
    first->text.erase(0, first->text.find_first_not_of('\n'));
    if (!first->text.empty()) break;
  }
  nodes.erase(nodes.begin(), first);
}

// Means nothing outside of a list.
bool IsListItem(std::string_view tag) { return tag == "li" || tag == "dt" || tag == "dd"; }

void TidyBlocks(HtmlNode& parent);

void Tidy(HtmlNode& node) {
  if (node.tag == "pre") {
    Nodes lines;
    AddLines(std::move(node.children), lines);
    node.children = std::move(lines);
    TrimLeadingLines(node.children);
    return;
  }
  if (IsStructure(node.tag)) {
    Nodes children;
    AddWithoutBoxes(std::move(node.children), children);
    node.children = std::move(children);
    std::erase_if(node.children, [](const HtmlNode& child) { return !IsBlockTag(child.tag); });
    for (HtmlNode& child : node.children) Tidy(child);
  } else if (HasBlocks(node.children) || !HoldsText(node.tag)) {
    TidyBlocks(node);
  } else {
    InlineTidier().Run(node.children);
  }
  std::erase_if(node.children, [](const HtmlNode& child) {
    return IsBlockTag(child.tag) && child.tag != "td" && child.tag != "th" && ShowsNothing(child);
  });
}

// Runs of inline nodes between blocks become paragraphs, and boxes that were only
// there for layout open up.
void TidyBlocks(HtmlNode& parent) {
  Nodes result;
  HtmlNode paragraph{.tag = "p"};
  const auto flush = [&] {
    for (const HtmlNode& inner : paragraph.children) {
      if (inner.is_text()) AddTargetNames(inner.Attribute("id"), paragraph);
    }
    InlineTidier().Run(paragraph.children);
    if (parent.tag == "figure") {
      for (HtmlNode& inner : paragraph.children) result.push_back(std::move(inner));
    } else if (!ShowsNothing(paragraph)) {
      result.push_back(std::move(paragraph));
    }
    paragraph = {.tag = "p"};
  };
  for (HtmlNode& child : parent.children) {
    if (!IsBlockTag(child.tag)) {
      paragraph.children.push_back(std::move(child));
      continue;
    }
    flush();
    if (IsListItem(child.tag)) child.tag = "div";
    Tidy(child);
    if (child.tag != "div") {
      result.push_back(std::move(child));
      continue;
    }
    if (!child.children.empty()) AddTargetNames(child.Attribute("id"), child.children.front());
    for (HtmlNode& inner : child.children) result.push_back(std::move(inner));
  }
  flush();
  std::erase_if(result, ShowsNothing);
  parent.children = std::move(result);
}

// Text is normalised as a whole: what stood between its parts may be gone.
void JoinTexts(HtmlNode& node) {
  Nodes joined;
  for (HtmlNode& child : node.children) {
    if (child.is_text() && !joined.empty() && joined.back().is_text()) {
      joined.back().text += child.text;
    } else {
      joined.push_back(std::move(child));
    }
  }
  for (HtmlNode& child : joined) {
    if (child.is_text()) {
      child.text = Nfc(child.text);
    } else {
      JoinTexts(child);
    }
  }
  node.children = std::move(joined);
}

}  // namespace

void TidyHtml(HtmlNode& root) {
  TidyBlocks(root);
  JoinTexts(root);
  while (!root.children.empty() && root.children.back().tag == "hr") root.children.pop_back();
}

}  // namespace broadsheet::ingest

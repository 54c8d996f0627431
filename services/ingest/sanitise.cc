#include "ingest/sanitise.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/canonical_uri.h"
#include "ingest/text.h"

namespace broadsheet::ingest {
namespace {

using Names = std::vector<std::string_view>;
using Nodes = std::vector<HtmlNode>;

// The elements that stay, and which of their attributes.
const std::map<std::string_view, Names>& Allowed() {
  static const auto* const kAllowed =
      new std::map<std::string_view, Names>{{"a", {"href", "hreflang", "title"}},
                                            {"abbr", {"title"}},
                                            {"b", {}},
                                            {"blockquote", {"cite"}},
                                            {"br", {}},
                                            {"caption", {}},
                                            {"cite", {}},
                                            {"code", {}},
                                            {"dd", {}},
                                            {"del", {}},
                                            {"dfn", {}},
                                            {"dl", {}},
                                            {"dt", {}},
                                            {"em", {}},
                                            {"figcaption", {}},
                                            {"figure", {}},
                                            {"h1", {}},
                                            {"h2", {}},
                                            {"h3", {}},
                                            {"h4", {}},
                                            {"h5", {}},
                                            {"h6", {}},
                                            {"hr", {}},
                                            {"i", {}},
                                            {"img", {"src", "alt", "width", "height"}},
                                            {"ins", {}},
                                            {"kbd", {}},
                                            {"li", {"value"}},
                                            {"mark", {}},
                                            {"ol", {"start", "reversed"}},
                                            {"p", {}},
                                            {"pre", {}},
                                            {"q", {"cite"}},
                                            {"rp", {}},
                                            {"rt", {}},
                                            {"ruby", {}},
                                            {"s", {}},
                                            {"samp", {}},
                                            {"small", {}},
                                            {"strong", {}},
                                            {"sub", {}},
                                            {"sup", {}},
                                            {"table", {}},
                                            {"tbody", {}},
                                            {"td", {"colspan", "rowspan"}},
                                            {"tfoot", {}},
                                            {"th", {"colspan", "rowspan", "scope"}},
                                            {"thead", {}},
                                            {"time", {"datetime"}},
                                            {"tr", {}},
                                            {"u", {}},
                                            {"ul", {}},
                                            {"var", {}}};
  return *kAllowed;
}

bool IsDropped(const HtmlNode& node) {
  static const auto* const kTags = new std::set<std::string_view>{
      "applet", "audio",    "base",     "button",   "canvas",   "colgroup", "datalist", "embed",
      "frame",  "frameset", "head",     "iframe",   "input",    "link",     "math",     "meta",
      "meter",  "noembed",  "noframes", "noscript", "object",   "output",   "param",    "progress",
      "script", "select",   "style",    "svg",      "template", "textarea", "title",    "video"};
  static const auto* const kClasses =
      new std::set<std::string_view>{"sharedaddy",
                                     "jp-relatedposts",
                                     "addtoany_share_save_container",
                                     "heateor_sss_sharing_container",
                                     "post-views",
                                     "yarpp",
                                     "yarpp-related",
                                     "wp-block-buttons",
                                     "screen-reader-text",
                                     "visually-hidden",
                                     "sr-only",
                                     "page-links",
                                     "post-password-form",
                                     "code-block"};
  if (kTags->contains(node.tag)) return true;
  for (const auto& [name, value] : node.attributes) {
    if (name == "hidden") return true;
  }
  for (const std::string_view name : *kClasses) {
    if (node.HasClass(name)) return true;
  }
  return false;
}

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

bool IsNumber(std::string_view value) {
  return !value.empty() && value.size() <= 5 &&
         value.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string CleanAttribute(std::string_view name, const HtmlNode& node, std::string_view base) {
  const std::string_view value = node.Attribute(name);
  if (name == "href" || name == "cite") return LinkTarget(base, value);
  if (name == "src") {
    // Lazily loaded images keep a placeholder in `src`.
    for (const std::string_view real : {"data-lazy-src", "data-src", "data-original", "src"}) {
      const std::string target = LinkTarget(base, node.Attribute(real));
      if (!target.empty() && !absl::StartsWith(target, "mailto:")) return target;
    }
    return "";
  }
  if (name == "width" || name == "height" || name == "colspan" || name == "rowspan" ||
      name == "start" || name == "value") {
    return IsNumber(value) ? std::string(value) : "";
  }
  return CollapseSpace(Nfc(value));
}

// Of sanitised nodes: none that is no block has blocks inside.
bool HasBlocks(const Nodes& nodes) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const HtmlNode& node) { return IsBlockTag(node.tag); });
}

bool IsEmoji(const HtmlNode& node) {
  return node.tag == "img" && !node.Attribute("alt").empty() &&
         (node.HasClass("wp-smiley") || node.HasClass("emoji"));
}

class Sanitiser {
 public:
  explicit Sanitiser(std::string_view base) : base_(base) {}

  // What `node` becomes, appended to `out`.
  void Add(const HtmlNode& node, Nodes& out) const {
    if (node.is_text()) {
      out.push_back({.text = Nfc(node.text)});
    } else if (IsEmoji(node)) {
      out.push_back({.text = std::string(node.Attribute("alt"))});
    } else if (node.is_element() && !IsDropped(node)) {
      AddElement(node, out);
    }
  }

 private:
  void AddElement(const HtmlNode& node, Nodes& out) const {
    Nodes children;
    for (const HtmlNode& child : node.children) Add(child, children);
    const auto allowed = Allowed().find(node.tag);
    const bool block = IsBlockTag(node.tag);
    // Around blocks, inline markup and paragraphs can't be: they dissolve.
    const bool dissolves =
        allowed == Allowed().end() || ((!block || node.tag == "p") && HasBlocks(children));
    if (dissolves) {
      if (!block) {
        Move(std::move(children), out);
      } else {
        out.push_back({.tag = "div", .children = std::move(children)});
      }
      return;
    }
    HtmlNode clean{.tag = node.tag == "h1" ? "h2" : node.tag, .children = std::move(children)};
    for (const std::string_view name : allowed->second) {
      std::string value = CleanAttribute(name, node, base_);
      if (!value.empty()) clean.attributes.emplace_back(name, std::move(value));
    }
    if (node.tag == "img" && clean.Attribute("src").empty()) return;
    if (node.tag == "a" && clean.Attribute("href").empty()) {
      Move(std::move(clean.children), out);
      return;
    }
    out.push_back(std::move(clean));
  }

  static void Move(Nodes from, Nodes& to) {
    for (HtmlNode& node : from) to.push_back(std::move(node));
  }

  const std::string_view base_;
};

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
    for (HtmlNode& inner : child.children) result.push_back(std::move(inner));
  }
  flush();
  std::erase_if(result, ShowsNothing);
  parent.children = std::move(result);
}

}  // namespace

HtmlNode Sanitise(const HtmlNode& content, std::string_view base_uri) {
  const Sanitiser sanitiser(base_uri);
  HtmlNode root{.tag = "#root"};
  for (const HtmlNode& child : content.children) sanitiser.Add(child, root.children);
  TidyBlocks(root);
  while (!root.children.empty() && root.children.back().tag == "hr") root.children.pop_back();
  return root;
}

}  // namespace broadsheet::ingest

#include "ingest/html/sanitise.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/html/image_source.h"
#include "ingest/html/inside_links.h"
#include "ingest/html/tidy_html.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

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
      "meter",  "noembed",  "noframes", "object",   "output",   "param",    "progress", "script",
      "select", "style",    "svg",      "template", "textarea", "title",    "video"};
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

bool IsNumber(std::string_view value) {
  return !value.empty() && value.size() <= 5 &&
         value.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string CleanAttribute(std::string_view name, const HtmlNode& node,
                           const SanitiseRules& rules) {
  const std::string_view value = node.Attribute(name);
  if (name == "href") return OutsideHref(value, rules.base_uri, rules.page_uri);
  if (name == "cite") return LinkTarget(rules.base_uri, value);
  if (name == "src") return ImageSource(node, rules.base_uri);
  if (name == "width" || name == "height" || name == "colspan" || name == "rowspan" ||
      name == "start" || name == "value") {
    return IsNumber(value) ? std::string(value) : "";
  }
  return Nfc(CollapseSpace(value));
}

bool IsEmoji(const HtmlNode& node) {
  return node.tag == "img" && !node.Attribute("alt").empty() &&
         (node.HasClass("wp-smiley") || node.HasClass("emoji"));
}

bool IsHeading(std::string_view tag) {
  return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
}

class Sanitiser {
 public:
  Sanitiser(const HtmlNode& content, const SanitiseRules& rules) : rules_(rules) {
    Survey(content);
  }

  // What the nodes become, appended to `out`.
  void AddAll(const Nodes& nodes, bool in_box, Nodes& out) {
    for (const HtmlNode& node : nodes) Add(node, in_box, out);
  }

 private:
  struct Inside {
    bool blocks = false;
    bool headings = false;
    bool links = false;
  };

  // Finds what dissolves, from the bottom up, and the places that are linked to.
  Inside Survey(const HtmlNode& node) {
    Inside inside;
    for (const HtmlNode& child : node.children) {
      if (!child.is_element() || IsDropped(child) || child.tag == "noscript") continue;
      const Inside below = Survey(child);
      inside.blocks |= below.blocks || IsBlockTag(child.tag);
      inside.headings |= below.headings || IsHeading(child.tag);
      inside.links |= below.links || child.tag == "a";
    }
    const bool inline_or_paragraph = !IsBlockTag(node.tag) || node.tag == "p";
    if (!Allowed().contains(node.tag) || (inline_or_paragraph && inside.blocks) ||
        (IsHeading(node.tag) && inside.headings) || (node.tag == "a" && inside.links)) {
      dissolving_.insert(&node);
    }
    if (std::string name = InsideNameOf(node); !name.empty()) wanted_.insert(std::move(name));
    return inside;
  }

  std::string InsideNameOf(const HtmlNode& node) const {
    if (node.tag != "a" || !rules_.links_stay_inside) return "";
    return InsideName(node.Attribute("href"), rules_.base_uri, rules_.page_uri);
  }

  void Add(const HtmlNode& node, bool in_box, Nodes& out) {
    if (node.tag == "noscript") return AddWithoutScript(node, out);
    if (node.tag == "picture" || node.tag == "amp-img") return AddPicture(node, out);
    if (!wanted_.empty() && node.is_element() && !IsDropped(node)) NoteTarget(node);
    if (node.is_text()) {
      AddText(node.text, out);
    } else if (IsEmoji(node)) {
      AddText(node.Attribute("alt"), out);
    } else if (!node.is_element() || IsDropped(node)) {
      return;
    } else if (!dissolving_.contains(&node)) {
      AddElement(node, in_box, out);
    } else if (IsBlockTag(node.tag)) {
      AddBox(node, in_box, out);
    } else {
      AddAll(node.children, in_box, out);
    }
  }

  // Somebody has to have the name: the next element that stays, else the one around it.
  void NoteTarget(const HtmlNode& node) {
    for (const char* attribute : {"id", "name"}) {
      if (*attribute == 'n' && node.tag != "a") continue;
      const std::string name = TargetName(node.Attribute(attribute));
      if (!wanted_.contains(name)) continue;
      targets_ += targets_.empty() ? name : " " + name;
    }
  }

  void TakeTargets(HtmlNode& node) { AddTargetNames(std::exchange(targets_, ""), node); }

  void AddText(std::string_view text, Nodes& out) {
    HtmlNode& added = out.emplace_back(HtmlNode{.text = WithoutControls(text)});
    if (!targets_.empty() && !IsBlank(text)) TakeTargets(around_ == nullptr ? added : *around_);
  }

  void AddImage(HtmlNode image, Nodes& out) {
    const std::string source = ImageSource(image, rules_.base_uri);
    if (source.empty()) return;
    // The one that scripts load and the one without them stand side by side.
    const bool again =
        !out.empty() && out.back().tag == "img" && out.back().Attribute("src") == source;
    image.tag = "img";
    // What an <amp-img> holds is shown in its place; and was not surveyed.
    image.children.clear();
    if (!again) AddElement(image, false, out);
  }

  // Of what is shown where no script runs, pictures: what else stands there is a notice.
  void AddWithoutScript(const HtmlNode& node, Nodes& out) {
    for (const HtmlNode* image : FindAll(node, HasTag("img"))) AddImage(*image, out);
  }

  // Its <img>, or where that shows nothing, its first source that does.
  void AddPicture(const HtmlNode& node, Nodes& out) {
    const size_t before = out.size();
    if (node.tag == "amp-img") AddImage(node, out);
    for (const char* tag : {"img", "source"}) {
      for (const HtmlNode* image : FindAll(node, HasTag(tag))) {
        if (out.size() == before) AddImage(*image, out);
      }
    }
  }

  // A box in a box is told by an empty one before and behind what it holds.
  void AddBox(const HtmlNode& node, bool in_box, Nodes& out) {
    if (!in_box) {
      AddAll(node.children, true, out.emplace_back(HtmlNode{.tag = "div"}).children);
      return;
    }
    out.push_back({.tag = "div"});
    AddAll(node.children, true, out);
    out.push_back({.tag = "div"});
  }

  void AddElement(const HtmlNode& node, bool in_box, Nodes& out) {
    HtmlNode clean{.tag = node.tag == "h1" ? "h2" : node.tag};
    for (const std::string_view name : Allowed().at(node.tag)) {
      std::string value = CleanAttribute(name, node, rules_);
      if (!value.empty()) clean.attributes.emplace_back(name, std::move(value));
    }
    if (node.tag == "img" && clean.Attribute("src").empty()) return;
    if (node.tag == "a") LeadInside(node, clean);
    if (node.tag == "a" && clean.Attribute("href").empty()) {
      return AddAll(node.children, in_box, out);
    }
    HtmlNode* const outer = std::exchange(around_, &clean);
    if (!node.children.empty() || node.tag == "img") TakeTargets(clean);
    AddAll(node.children, false, clean.children);
    TakeTargets(clean);
    around_ = outer;
    out.push_back(std::move(clean));
  }

  // A link to a place in the article, which may not be there in the end.
  void LeadInside(const HtmlNode& node, HtmlNode& clean) const {
    const std::string name = InsideNameOf(node);
    if (name.empty()) return;
    clean.attributes.emplace_back(kLeadsTo, name);
    if (clean.Attribute("href").empty()) clean.attributes.emplace_back("href", InsideHref(name));
  }

  const SanitiseRules& rules_;
  // Around blocks, inline markup and paragraphs can't be, nor headings or links
  // around their like; and what is not allowed leaves its content.
  std::unordered_set<const HtmlNode*> dissolving_;
  // Names that are linked to; of those, what was met and has no element yet.
  std::set<std::string> wanted_;
  std::string targets_;
  // The innermost element that is being made.
  HtmlNode* around_ = nullptr;
};

}  // namespace

HtmlNode Sanitise(const HtmlNode& content, const SanitiseRules& rules) {
  HtmlNode root{.tag = "#root"};
  Sanitiser(content, rules).AddAll(content.children, false, root.children);
  TidyHtml(root);
  ResolveInsideLinks(root);
  return root;
}

}  // namespace broadsheet::ingest

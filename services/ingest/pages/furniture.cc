#include "ingest/pages/furniture.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/pages/element_names.h"
#include "ingest/pages/page_markup.h"
#include "ingest/pages/stray_line.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Whole class names of themes.
bool IsThemesFurniture(const HtmlNode& node) {
  for (const std::string_view name :
       {"entry-meta", "post-meta", "byline", "info", "meta", "article-meta", "share", "sharing",
        "post-tags", "author-box", "entry-footer", "article-info"}) {
    if (node.HasClass(name)) return true;
  }
  return false;
}

bool IsOneOf(std::string_view tag, std::initializer_list<std::string_view> tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

// Elements whose names count.
bool IsNamed(const HtmlNode& node) {
  return IsOneOf(node.tag, {"div", "section", "ul", "ol", "dl", "table", "figure", "article",
                            "center", "p", "span", "li", "h2", "h3", "h4", "h5", "h6", "time"});
}

bool IsPictureTag(const HtmlNode& node) {
  return IsOneOf(node.tag, {"img", "picture", "figure", "amp-img"});
}

class Cleaner {
 public:
  Cleaner(const HtmlNode& content, const TextContext& context)
      : context_(context),
        title_(Fingerprint(context.title)),
        cards_(context.cards.begin(), context.cards.end()),
        site_(SiteOf(context.uri)),
        most_(Unlinked(Measure(content)) / 3) {
    if (before_ > most_) headline_ = nullptr;
    started_ = headline_ == nullptr;
  }

  void Copy(const HtmlNode& from, HtmlNode& to) {
    for (const HtmlNode& child : from.children) {
      if (&child == headline_) started_ = true;
      if (!started_ && !around_headline_.contains(&child) && !IsPictureTag(child)) continue;
      if (IsFurniture(child)) {
        started_ |= around_headline_.contains(&child);
        continue;
      }
      if (IsPictureBox(child)) {
        CopyPicture(child, to);
        continue;
      }
      to.children.push_back({child.tag, child.text, child.attributes, {}});
      if (IsNamed(child) && child.tag != "figure" && IsCalledCaption(child) && IsSmall(child)) {
        to.children.back().tag = "figcaption";
      }
      Copy(child, to.children.back());
    }
  }

 private:
  // Bytes of text below a node; of it, what is inside of links, and of links to other pages
  // of the site.
  struct Sizes {
    size_t text = 0;
    size_t linked = 0;
    size_t own = 0;
  };

  // A frame with a picture and hardly more text than a caption has.
  bool IsPictureBox(const HtmlNode& node) const {
    constexpr size_t kLongestCaption = 600;
    const bool box = node.tag == "figure" || (node.tag == "div" && IsCalledPicture(node));
    const auto found = sizes_.find(&node);
    if (!box || found == sizes_.end() || found->second.text > kLongestCaption) return false;
    const auto is_picture = [](const HtmlNode& n) { return n.tag == "img" || n.tag == "amp-img"; };
    const auto is_text = [](const HtmlNode& n) {
      return IsOneOf(n.tag, {"table", "pre", "blockquote", "ul", "ol"});
    };
    return FindFirst(node, is_picture) != nullptr && FindFirst(node, is_text) == nullptr;
  }

  // As a <figure>: what is in no picture is its caption.
  void CopyPicture(const HtmlNode& from, HtmlNode& to) const {
    HtmlNode figure{.tag = "figure"};
    HtmlNode caption{.tag = "figcaption"};
    DividePicture(from, figure, caption);
    if (!caption.children.empty()) figure.children.push_back(std::move(caption));
    to.children.push_back(std::move(figure));
  }

  void DividePicture(const HtmlNode& from, HtmlNode& figure, HtmlNode& caption) const {
    for (const HtmlNode& child : from.children) {
      const bool picture = IsOneOf(child.tag, {"img", "picture", "amp-img", "noscript"});
      if (!picture && child.is_element() && FindFirst(child, HasTag("img")) != nullptr &&
          child.tag != "a") {
        DividePicture(child, figure, caption);
      } else if (picture || FindFirst(child, HasTag("img")) != nullptr) {
        figure.children.push_back(child);
      } else if (!IsFurniture(child)) {
        caption.children.push_back(child);
        if (IsBlockTag(child.tag)) caption.children.back().tag = "span";
        caption.children.push_back({.text = " "});
      }
    }
  }

  static size_t Unlinked(const Sizes& sizes) { return sizes.text - sizes.linked; }

  // Notes the sizes of all elements, each of which its parents have, too, and the headline.
  Sizes Measure(const HtmlNode& node) {
    Sizes sizes;
    if (node.is_text()) sizes.text = CollapseSpace(node.text).size();
    if (headline_ == nullptr && IsHeadline(node)) {
      headline_ = &node;
      before_ = measured_;
    }
    for (const HtmlNode& child : node.children) {
      if (child.tag == "script" || child.tag == "style") continue;
      const bool before = headline_ == nullptr;
      const Sizes below = Measure(child);
      if (before && headline_ != nullptr) around_headline_.insert(&child);
      sizes.text += below.text;
      sizes.linked += below.linked;
      sizes.own += below.own;
    }
    if (node.is_text()) measured_ += sizes.text;
    if (node.tag == "a") {
      const std::string target = LinkTarget(context_.uri, node.Attribute("href"));
      sizes.linked = sizes.text;
      if (SiteOf(target) == site_ && !SamePage(target, context_.uri)) sizes.own = sizes.text;
    }
    if (node.is_element()) sizes_.emplace(&node, sizes);
    return sizes;
  }

  bool IsHeadline(const HtmlNode& node) const {
    return (node.tag == "h1" || node.tag == "h2") && !title_.empty() &&
           Fingerprint(TextOf(node)) == title_;
  }

  bool IsFurniture(const HtmlNode& node) const {
    if (!node.is_element()) return false;
    if (node.tag == "nav" || IsCalledComments(node) || IsHeadline(node)) return true;
    if (cards_.contains(&node) || IsAside(node) || IsThemesFurniture(node) || IsHidden(node) ||
        IsOneOf(node.tag, {"header", "footer", "form"}) ||
        (IsNamed(node) && IsCalledFurniture(node))) {
      return IsSmall(node);
    }
    if (!IsBlockTag(node.tag)) return false;
    return LeadsElsewhere(node) || IsStray(node);
  }

  bool IsSmall(const HtmlNode& node) const {
    const auto found = sizes_.find(&node);
    return found == sizes_.end() || Unlinked(found->second) <= most_;
  }

  // Two thirds of its text, or more, lead elsewhere on the site. What leads out of it is the
  // article's own: offers, sources.
  bool LeadsElsewhere(const HtmlNode& node) const {
    const auto found = sizes_.find(&node);
    if (found == sizes_.end() || node.tag == "li" || node.tag == "td" || node.tag == "tr") {
      return false;
    }
    const Sizes& sizes = found->second;
    return sizes.own > 0 && sizes.own * 3 > sizes.text * 2;
  }

  bool IsStray(const HtmlNode& node) const {
    const auto found = sizes_.find(&node);
    if (found == sizes_.end() || found->second.text > kLongestStrayLine) return false;
    return found->second.text > 0 && IsStrayLine(CollapseSpace(TextOf(node)), context_.authors);
  }

  const TextContext& context_;
  const std::string title_;
  const std::set<const HtmlNode*> cards_;
  const std::string site_;
  std::unordered_map<const HtmlNode*, Sizes> sizes_;
  // The headline inside of the text, what it stands in, and bytes of text before it.
  const HtmlNode* headline_ = nullptr;
  std::set<const HtmlNode*> around_headline_;
  size_t before_ = 0;
  size_t measured_ = 0;
  bool started_ = true;
  // Bytes outside of links that a box may have and be furniture all the same.
  size_t most_;
};

}  // namespace

HtmlNode WithoutFurniture(const HtmlNode& content, const TextContext& context) {
  HtmlNode root{.tag = "#root"};
  Cleaner(content, context).Copy(content, root);
  return root;
}

}  // namespace broadsheet::ingest

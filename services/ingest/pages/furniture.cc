#include "ingest/pages/furniture.h"

#include <set>
#include <string_view>
#include <unordered_map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "ingest/pages/content_score.h"
#include "ingest/pages/page_markup.h"
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

bool NamesFurniture(const std::string& word) {
  static const auto* const kWords = new std::set<std::string>(
      {"share",           "sharing",     "sharebar",      "social",      "sociallinks",
       "addthis",         "newsletter",  "signup",        "subscribe",   "subscription",
       "paywall",         "donate",      "related",       "recommended", "recommendation",
       "recommendations", "recirc",      "recirculation", "trending",    "popular",
       "mostread",        "readmore",    "promo",         "promoted",    "advert",
       "advertisement",   "advertising", "sponsored",     "outbrain",    "taboola",
       "comment",         "comments",    "disqus",        "breadcrumb",  "breadcrumbs",
       "byline",          "bio",         "dateline",      "timestamp",   "toolbar",
       "tooltip",         "popup",       "modal",         "gallery",     "slideshow",
       "carousel",        "playlist",    "tags",          "citation",    "copyright",
       "disclaimer"});
  return kWords->contains(word);
}

// Whether a word of the element's class or id says so: "article-share-bar", "RelatedLinks".
bool IsCalledFurniture(const HtmlNode& node) {
  for (const char* attribute : {"class", "id"}) {
    std::string word;
    bool small = false;
    for (const char c : std::string(node.Attribute(attribute)) + " ") {
      const bool letter = absl::ascii_isalpha(static_cast<unsigned char>(c));
      const bool hump = small && absl::ascii_isupper(static_cast<unsigned char>(c));
      if ((!letter || hump) && !word.empty()) {
        if (NamesFurniture(AsciiLower(word))) return true;
        word.clear();
      }
      if (letter) word += c;
      small = absl::ascii_islower(static_cast<unsigned char>(c));
    }
  }
  return false;
}

bool IsHidden(const HtmlNode& node) {
  const std::string style = absl::StrReplaceAll(AsciiLower(node.Attribute("style")), {{" ", ""}});
  return absl::StrContains(style, "display:none") || node.tag == "button";
}

bool IsBox(const HtmlNode& node) {
  static const auto* const kTags = new std::set<std::string_view>(
      {"div", "section", "ul", "ol", "dl", "table", "figure", "article", "center"});
  return kTags->contains(node.tag);
}

class Cleaner {
 public:
  Cleaner(const HtmlNode& content, const std::string& title,
          const std::vector<const HtmlNode*>& cards, const std::string& uri)
      : title_(Fingerprint(title)),
        cards_(cards.begin(), cards.end()),
        uri_(uri),
        site_(SiteOf(uri)),
        most_(RunningText(content) / 3) {
    Measure(content);
  }

  void Copy(const HtmlNode& from, HtmlNode& to) const {
    for (const HtmlNode& child : from.children) {
      if (IsFurniture(child)) continue;
      to.children.push_back({child.tag, child.text, child.attributes, {}});
      Copy(child, to.children.back());
    }
  }

 private:
  bool IsFurniture(const HtmlNode& node) const {
    if (!node.is_element()) return false;
    if (cards_.contains(&node) || IsAside(node) || node.tag == "header" || node.tag == "footer" ||
        node.tag == "form" || IsThemesFurniture(node) || IsHidden(node)) {
      return true;
    }
    const bool heading = node.tag == "h1" || node.tag == "h2";
    if (heading) return Fingerprint(TextOf(node)) == title_;
    if (!IsBox(node)) return false;
    return (IsCalledFurniture(node) && IsSmall(node)) || IsListOfOwnLinks(node);
  }

  // Bytes of text below a node; of it, what is inside of links, and of links to other pages
  // of the site.
  struct Sizes {
    size_t text = 0;
    size_t linked = 0;
    size_t own = 0;
  };

  // Notes the sizes of all nodes, each of which its parents have, too.
  Sizes Measure(const HtmlNode& node) {
    Sizes sizes;
    if (node.is_text()) sizes.text = CollapseSpace(node.text).size();
    for (const HtmlNode& child : node.children) {
      if (child.tag == "script" || child.tag == "style") continue;
      const Sizes below = Measure(child);
      sizes.text += below.text;
      sizes.linked += below.linked;
      sizes.own += below.own;
    }
    if (node.tag == "a") {
      const std::string target = LinkTarget(uri_, node.Attribute("href"));
      sizes.linked = sizes.text;
      if (SiteOf(target) == site_ && !SamePage(target, uri_)) sizes.own = sizes.text;
    }
    if (IsBox(node)) sizes_.emplace(&node, sizes);
    return sizes;
  }

  // Running text is what RunningText() counts.
  bool IsSmall(const HtmlNode& node) const {
    const Sizes& sizes = sizes_.at(&node);
    return static_cast<double>(sizes.text) - 2 * static_cast<double>(sizes.linked) < most_;
  }

  // Two thirds of its text, or more, lead elsewhere on the site. What leads out of it is the
  // article's own: offers, sources.
  bool IsListOfOwnLinks(const HtmlNode& node) const {
    const Sizes& sizes = sizes_.at(&node);
    return sizes.own > 0 && sizes.own * 3 > sizes.text * 2;
  }

  const std::string title_;
  const std::set<const HtmlNode*> cards_;
  const std::string& uri_;
  const std::string site_;
  // Running text that a box may have and be furniture all the same.
  const double most_;
  // Of boxes.
  std::unordered_map<const HtmlNode*, Sizes> sizes_;
};

}  // namespace

HtmlNode WithoutFurniture(const HtmlNode& content, const std::string& title,
                          const std::vector<const HtmlNode*>& cards, const std::string& uri) {
  HtmlNode root{.tag = "#root"};
  Cleaner(content, title, cards, uri).Copy(content, root);
  return root;
}

}  // namespace broadsheet::ingest

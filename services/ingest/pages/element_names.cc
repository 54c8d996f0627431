#include "ingest/pages/element_names.h"

#include <set>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using Words = std::set<std::string, std::less<>>;

// Calls `is_wanted` for each word of the element's class and id, in lower case, until one is:
// "article-share-bar" and "RelatedLinks" have three and two.
template <typename Predicate>
bool AnyWord(const HtmlNode& node, Predicate is_wanted) {
  for (const char* attribute : {"class", "id"}) {
    std::string word;
    bool small = false;
    for (const char c : node.Attribute(attribute)) {
      const bool letter = absl::ascii_isalpha(static_cast<unsigned char>(c));
      const bool hump = small && absl::ascii_isupper(static_cast<unsigned char>(c));
      if ((!letter || hump) && !word.empty()) {
        if (is_wanted(word)) return true;
        word.clear();
      }
      if (letter) word += absl::ascii_tolower(static_cast<unsigned char>(c));
      small = absl::ascii_islower(static_cast<unsigned char>(c));
    }
    if (!word.empty() && is_wanted(word)) return true;
  }
  return false;
}

bool IsFurnitureWord(const std::string& word) {
  static const auto* const kWords =
      new Words({"share",       "sharing",       "sharebar",       "social",
                 "sociallinks", "addthis",       "newsletter",     "signup",
                 "subscribe",   "subscription",  "paywall",        "donate",
                 "related",     "recommended",   "recommendation", "recommendations",
                 "recirc",      "recirculation", "trending",       "popular",
                 "mostread",    "readmore",      "promo",          "promoted",
                 "advert",      "advertisement", "advertising",    "sponsored",
                 "outbrain",    "taboola",       "comment",        "comments",
                 "disqus",      "breadcrumb",    "breadcrumbs",    "byline",
                 "bio",         "dateline",      "timestamp",      "toolbar",
                 "tooltip",     "popup",         "modal",          "gallery",
                 "slideshow",   "carousel",      "playlist",       "tags",
                 "citation",    "copyright",     "disclaimer",     "cookie",
                 "cookies",     "consent",       "gdpr",           "sidebar",
                 "nav",         "navigation",    "menu",           "footer",
                 "author",      "authors",       "profile",        "rating",
                 "ratings",     "overlay",       "banner",         "ad",
                 "ads",         "login",         "register",       "poll",
                 "quiz",        "pagination",    "pager",          "print",
                 "follow",      "tagline",       "taglist",        "readers"});
  return kWords->contains(word);
}

}  // namespace

bool IsHidden(const HtmlNode& node) {
  if (node.tag == "button" || node.tag == "dialog" || node.tag == "template") return true;
  const std::string_view style = node.Attribute("style");
  if (style.empty()) return false;
  return absl::StrContains(absl::StrReplaceAll(AsciiLower(style), {{" ", ""}}), "display:none");
}

bool IsCalledComments(const HtmlNode& node) {
  if (node.tag != "div" && node.tag != "section" && node.tag != "ol" && node.tag != "ul") {
    return false;
  }
  static const auto* const kNames =
      new Words({"comments",         "comment",         "commentlist",     "comment-list",
                 "comments-area",    "comments-list",   "comment-section", "comments-section",
                 "disqus_thread",    "respond",         "comment-respond", "comments-container",
                 "comments-wrapper", "comment-wrap",    "post-comments",   "article-comments",
                 "commentarea",      "comment_content", "comment-content", "comment-body",
                 "fb-comments",      "livefyre",        "kommentare",      "comentarios",
                 "commentaires"});
  for (const char* attribute : {"class", "id"}) {
    std::string_view rest = node.Attribute(attribute);
    while (!rest.empty()) {
      const size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
      if (kNames->contains(AsciiLower(rest.substr(0, end)))) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return false;
}

bool IsCalledPicture(const HtmlNode& node) {
  return AnyWord(node, [](const std::string& word) {
    static const auto* const kWords =
        new Words({"image", "img", "photo", "picture", "figure", "imagebox", "bild", "foto",
                   "wpcaption", "inlineimage", "photobox"});
    return kWords->contains(word) || word == "caption";
  });
}

bool IsCalledText(const HtmlNode& node) {
  if (node.Attribute("itemprop") == "articleBody") return true;
  static const auto* const kNames =
      new Words({"entrycontent",       "postcontent", "articlecontent",     "storycontent",
                 "singlecontent",      "articlebody", "storybody",          "postbody",
                 "entrybody",          "bodytext",    "articletext",        "storytext",
                 "posttext",           "postentry",   "fulltext",           "contentbody",
                 "articlebodycontent", "econtent",    "wpblockpostcontent", "richtext",
                 "bodycontent",        "newstext",    "newsbody",           "newscontent",
                 "blogcontent"});
  for (const char* attribute : {"class", "id"}) {
    std::string name;
    for (const char c : std::string(node.Attribute(attribute)) + " ") {
      if (absl::ascii_isalpha(static_cast<unsigned char>(c))) {
        name += absl::ascii_tolower(static_cast<unsigned char>(c));
      } else if (c == ' ') {
        if (kNames->contains(name)) return true;
        name.clear();
      }
    }
  }
  return false;
}

bool IsCalledCaption(const HtmlNode& node) {
  return AnyWord(node, [](const std::string& word) {
    return word == "caption" || word == "captions" || word == "credit" || word == "credits" ||
           word == "figcaption";
  });
}

bool IsCalledFurniture(const HtmlNode& node) { return AnyWord(node, &IsFurnitureWord); }

}  // namespace broadsheet::ingest

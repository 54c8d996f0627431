#include "ingest/prepare/more_link.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/language.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::MoreLink;

constexpr std::string_view kContinueReading = "Continue reading";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Path of a node from the root, as child indices.
using Path = std::vector<size_t>;

const HtmlNode& At(const HtmlNode& root, const Path& path) {
  const HtmlNode* node = &root;
  for (const size_t index : path) node = &node->children[index];
  return *node;
}

HtmlNode& At(HtmlNode& root, const Path& path) {
  return const_cast<HtmlNode&>(At(std::as_const(root), path));
}

bool ShowsNothing(const HtmlNode& node) {
  if (node.is_text()) return IsBlank(node.text);
  if (node.tag == "img") return false;
  for (const HtmlNode& child : node.children) {
    if (!ShowsNothing(child)) return false;
  }
  return true;
}

bool IsMarkedLink(const HtmlNode& node) {
  constexpr std::array<std::string_view, 13> kClasses = {"more-link",
                                                         "read-more",
                                                         "readmore",
                                                         "read-more-link",
                                                         "wp-block-read-more",
                                                         "link-more",
                                                         "moretag",
                                                         "continue-reading",
                                                         "continue-reading-link",
                                                         "entry-more",
                                                         "wp-block-post-excerpt__more-link",
                                                         "post-more-link",
                                                         "excerpt-more"};
  if (node.tag != "a" || node.Attribute("href").empty()) return false;
  for (const std::string_view name : kClasses) {
    if (node.HasClass(name)) return true;
  }
  return false;
}

// The last link that a theme marks as one. Empty where there is none.
bool FindMarked(const HtmlNode& node, Path& path) {
  for (size_t i = node.children.size(); i-- > 0;) {
    path.push_back(i);
    if (IsMarkedLink(node.children[i]) || FindMarked(node.children[i], path)) return true;
    path.pop_back();
  }
  return false;
}

bool IsClosingPunctuation(const HtmlNode& node) {
  return node.is_text() && Fingerprint(node.text).empty();
}

// The link that is the last thing shown, but for punctuation.
bool FindLast(const HtmlNode& node, Path& path) {
  for (size_t i = node.children.size(); i-- > 0;) {
    const HtmlNode& child = node.children[i];
    if (ShowsNothing(child) || IsClosingPunctuation(child)) continue;
    path.push_back(i);
    if (child.tag == "a" && !child.Attribute("href").empty()) return true;
    return FindLast(child, path);
  }
  return false;
}

// Removes the node, what stands behind it, and boxes that this leaves empty.
void RemoveFrom(HtmlNode& root, Path path) {
  while (!path.empty()) {
    const size_t index = path.back();
    path.pop_back();
    HtmlNode& parent = At(root, path);
    parent.children.resize(index);
    while (!parent.children.empty() && ShowsNothing(parent.children.back())) {
      parent.children.pop_back();
    }
    if (!parent.children.empty()) {
      // What encloses `parent` keeps it, but not what follows it.
      while (!path.empty()) {
        const size_t keep = path.back() + 1;
        path.pop_back();
        At(root, path).children.resize(keep);
      }
      return;
    }
  }
}

// What is shown behind the node at `path`.
std::string TextBehind(const HtmlNode& root, const Path& path) {
  std::string text;
  Path parent = path;
  while (!parent.empty()) {
    const size_t index = parent.back();
    parent.pop_back();
    const HtmlNode& node = At(root, parent);
    for (size_t i = index + 1; i < node.children.size(); ++i) text += TextOf(node.children[i]);
  }
  return CollapseSpace(text);
}

std::string VisibleText(const HtmlNode& node) {
  if (node.HasClass("screen-reader-text") || node.HasClass("visually-hidden") ||
      node.HasClass("sr-only")) {
    return "";
  }
  std::string text = node.text;
  for (const HtmlNode& child : node.children) text += VisibleText(child);
  return text;
}

// `text` without arrows, dots, quotes and the like at its ends.
std::string Bare(std::string_view text) {
  constexpr std::array<std::string_view, 24> kMarks = {" ",  "…", "→", "»", "›",  "⟶", "➔",  ">",
                                                       ".",  ":", "“", "”", "\"", "'", "‘",  "’",
                                                       "：", "«", "-", "–", "—",  "|", "。", "←"};
  absl::string_view rest = View(text);
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::string_view mark : kMarks) {
      changed |= absl::ConsumeSuffix(&rest, View(mark)) || absl::ConsumePrefix(&rest, View(mark));
    }
  }
  return std::string(rest);
}

std::string WithoutHeadline(const std::string& label, const std::string& title) {
  // No headline is as long; to look for one would take the product of both lengths.
  constexpr size_t kMaxHeadline = 1000;
  if (title.empty() || title.size() > kMaxHeadline) return label;
  const size_t at = label.find(title);
  if (at == std::string::npos || at == 0) return label;
  return label.substr(0, at);
}

// The publisher's words, without the headline.
std::string LabelOf(const HtmlNode& link, const MoreLinkContext& context) {
  std::string label = Bare(WithoutHeadline(CollapseSpace(VisibleText(link)), context.title));
  if (label.empty()) label = Bare(WithoutHeadline(CollapseSpace(TextOf(link)), context.title));
  const std::string words = Fingerprint(label);
  // WordPress shows "(more…)" and has the words for screen readers only.
  if (words.empty() || words == "more") label = kContinueReading;
  return label;
}

void Fill(const HtmlNode& link, const std::string& label, const MoreLinkContext& context,
          MoreLink& more) {
  more.set_uri(LinkTarget(context.base_uri, link.Attribute("href")));
  more.set_label(label);
  const bool own = context.canonical_uri.empty() || SamePage(more.uri(), context.canonical_uri);
  more.set_kind(own ? MoreLink::KIND_CONTINUE_READING : MoreLink::KIND_SOURCE);
  std::string language = ValidLanguage(link.Attribute("hreflang"));
  if (language.empty()) language = LanguageOfLabel(label);
  if (language.empty() && own) language = context.language_code;
  more.set_language_code(language);
  // The fragment only says where on the page the rest begins.
  if (own) {
    if (const auto canonical = CanonicalUri(more.uri()); canonical.ok()) more.set_uri(*canonical);
  }
}

constexpr size_t kMaxLabelLength = 160;

bool FindMoreLink(const HtmlNode& content, const MoreLinkContext& context, Path& path) {
  // Behind a marked link there is at most a note or two, never the text itself.
  constexpr size_t kMaxBehind = 80;
  if (FindMarked(content, path) && TextBehind(content, path).size() <= kMaxBehind) return true;
  path.clear();
  if (!FindLast(content, path)) return false;
  const HtmlNode& link = At(content, path);
  const std::string text = CollapseSpace(TextOf(link));
  if (text.size() > kMaxLabelLength + context.title.size()) return false;
  return IsMoreLabel(Bare(WithoutHeadline(text, context.title)));
}

// The last text node that shows something.
HtmlNode* LastText(HtmlNode& node) {
  for (size_t i = node.children.size(); i-- > 0;) {
    HtmlNode& child = node.children[i];
    if (child.is_text() && !ShowsNothing(child)) return &child;
    if (child.tag == "img") return nullptr;
    if (HtmlNode* found = LastText(child)) return found;
  }
  return nullptr;
}

// "The post A appeared first on B", in whatever language: a line of two links, to the post
// itself and to the front page of its site, with few words beside them.
bool LinksItselfAndItsSite(const HtmlNode& node, const std::string& canonical_uri,
                           const std::string& base_uri) {
  constexpr size_t kMostBytesBeside = 100;
  const std::vector<const HtmlNode*> links = FindAll(node, HasTag("a"));
  if (links.size() != 2 || canonical_uri.empty()) return false;
  bool itself = false;
  bool site = false;
  size_t linked = 0;
  for (const HtmlNode* link : links) {
    const std::string target = LinkTarget(base_uri, link->Attribute("href"));
    itself |= SamePage(target, canonical_uri);
    site |= SamePage(target, SiteOf(canonical_uri));
    linked += TextOf(*link).size();
  }
  return itself && site && TextOf(node).size() - linked <= kMostBytesBeside;
}

}  // namespace

bool HasMoreLink(const HtmlNode& content, const MoreLinkContext& context) {
  Path path;
  return FindMoreLink(content, context, path);
}

std::optional<MoreLink> TakeMoreLink(HtmlNode& content, const MoreLinkContext& context) {
  Path path;
  if (!FindMoreLink(content, context, path)) return std::nullopt;
  const HtmlNode link = At(content, path);
  MoreLink more;
  Fill(link, LabelOf(link, context), context, more);
  if (more.uri().empty() || absl::StartsWith(more.uri(), "mailto:")) return std::nullopt;
  RemoveFrom(content, path);
  return more;
}

bool TakeEllipsis(HtmlNode& content) {
  HtmlNode* last = LastText(content);
  if (last == nullptr) return false;
  absl::string_view rest(last->text);
  bool cut = false;
  for (bool changed = true; changed;) {
    changed = absl::ConsumeSuffix(&rest, " ") || absl::ConsumeSuffix(&rest, "\n") ||
              absl::ConsumeSuffix(&rest, "\xC2\xA0");
    for (const absl::string_view mark : {"[…]", "[...]", "(…)", "…", "..."}) {
      if (absl::ConsumeSuffix(&rest, mark)) changed = cut = true;
    }
  }
  if (!cut) return false;
  while (absl::ConsumeSuffix(&rest, ".") || absl::ConsumeSuffix(&rest, ",")) {
  }
  last->text = absl::StrCat(rest, "…");
  return true;
}

void TakeMoreWords(HtmlNode& content) {
  constexpr size_t kMaxWordsLength = 60;
  HtmlNode* last = LastText(content);
  if (last == nullptr) return;
  const std::string text = CollapseSpace(last->text);
  const absl::string_view view(text);
  for (const absl::string_view end : {".", "!", "?"}) {
    if (absl::EndsWith(view, end)) return;
  }
  size_t label = std::string::npos;
  for (const std::string_view end : {". ", "! ", "? ", "… ", "] ", ") ", "” ", "\" ", ": ", "。",
                                     "！", "？", "…", "」", "”", "："}) {
    const size_t from = text.size() - std::min(text.size(), kMaxWordsLength);
    for (size_t at = text.find(end, from); at != std::string::npos; at = text.find(end, at + 1)) {
      const size_t behind = at + end.size();
      if (IsMoreLabel(Bare(text.substr(behind)))) label = std::min(label, behind);
    }
  }
  if (label == std::string::npos) return;
  const bool spaced = absl::StartsWith(last->text, " ") || absl::StartsWith(last->text, "\n");
  last->text = absl::StrCat(spaced ? " " : "", CollapseSpace(text.substr(0, label)));
}

void TakeFeedBoilerplate(HtmlNode& content, const std::string& canonical_uri,
                         const std::string& base_uri) {
  for (size_t i = content.children.size(); i-- > 0;) {
    const HtmlNode& child = content.children[i];
    if (ShowsNothing(child)) continue;
    const std::string text = CollapseSpace(TextOf(child));
    const bool english = absl::StartsWith(text, "The post ") &&
                         absl::StrContains(text, " appeared first on ") &&
                         FindFirst(child, HasTag("a")) != nullptr;
    if (english || LinksItselfAndItsSite(child, canonical_uri, base_uri)) {
      content.children.resize(i);
    }
    return;
  }
}

}  // namespace broadsheet::ingest

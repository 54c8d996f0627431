#include "ingest/pages/archive_page.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/html/image_source.h"
#include "ingest/pages/older_link.h"
#include "ingest/pages/page_markup.h"
#include "ingest/prepare/more_link.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

bool IsPost(const HtmlNode& node) {
  const bool marked = node.tag == "article" || node.HasClass("hentry") ||
                      node.HasClass("h-entry") || node.HasClass("wp-block-post") ||
                      node.HasClass("type-post");
  if (!marked || node.tag == "body") return false;
  return !FindHeadline(node).href.empty();
}

// What makes elements of a list alike: name and first class.
std::string Signature(const HtmlNode& node) {
  const std::string_view classes = node.Attribute("class");
  return absl::StrCat(node.tag, ".", std::string(classes.substr(0, classes.find(' '))));
}

bool CanBePost(const HtmlNode& node) {
  static const auto* const kTags =
      new std::set<std::string_view>{"div", "li", "section", "article", "tr", "dd"};
  return kTags->contains(node.tag);
}

bool IsLinkedHeading(const HtmlNode& node) {
  const bool heading = node.tag == "h1" || node.tag == "h2" || node.tag == "h3" || node.tag == "h4";
  return heading && FindFirst(node, HasTag("a")) != nullptr;
}

// Looks for the longest run of alike children with a linked heading each; whether
// there is such a heading below `node`. One pass: pages may be large and deep.
bool FindRepeated(const HtmlNode& node, std::vector<const HtmlNode*>& best) {
  std::map<std::string, std::vector<const HtmlNode*>> groups;
  bool any = false;
  for (const HtmlNode& child : node.children) {
    if (!child.is_element() || IsAside(child)) continue;
    const bool headed = IsLinkedHeading(child) || FindRepeated(child, best);
    if (headed && CanBePost(child)) groups[Signature(child)].push_back(&child);
    any |= headed;
  }
  constexpr size_t kFewest = 3;
  for (auto& [signature, posts] : groups) {
    if (posts.size() >= kFewest && posts.size() > best.size()) best = std::move(posts);
  }
  return any;
}

bool IsMoreElement(const HtmlNode& node) {
  return node.tag == "a" && !node.Attribute("href").empty() &&
         (node.HasClass("more-link") || node.HasClass("read-more") ||
          node.HasClass("wp-block-read-more") || IsMoreLabel(CollapseSpace(TextOf(node))));
}

bool IsBlankText(const HtmlNode& node) { return node.is_text() && IsBlank(node.text); }

// Whether the text is one paragraph of plain words, as an excerpt is whatever box
// a theme puts it into. A post may be as short as that too; no page tells which.
bool LooksLikeExcerpt(const HtmlNode& box) {
  constexpr size_t kLongestExcerpt = 120;  // words; twice as many characters
  std::vector<const HtmlNode*> shown;
  for (const HtmlNode& child : box.children) {
    if (child.is_element() || (child.is_text() && !IsBlankText(child))) shown.push_back(&child);
  }
  if (shown.size() != 1) return false;
  const HtmlNode& only = *shown[0];
  const auto plain = [](const HtmlNode& node) { return !node.is_element() || node.tag == "br"; };
  if (only.is_element() &&
      (only.tag != "p" || !std::all_of(only.children.begin(), only.children.end(), plain))) {
    return false;
  }
  const std::string text = CollapseSpace(TextOf(only));
  return ReadingLength(text) <= (IsEastAsian(text) ? 2 * kLongestExcerpt : kLongestExcerpt);
}

// Paragraphs of a post without a box for its text.
std::vector<const HtmlNode*> LooseText(const HtmlNode& post) {
  const auto text = [](const HtmlNode& node) {
    return node.tag == "p" && !node.HasClass("byline") && !node.HasClass("date") &&
           !node.HasClass("entry-meta") && !node.HasClass("post-meta") && !node.HasClass("meta");
  };
  return FindAllMatter(post, text);
}

// All links in `boxes`.
std::set<const HtmlNode*> LinksIn(const std::vector<const HtmlNode*>& boxes) {
  std::set<const HtmlNode*> links;
  const auto note = [&](const HtmlNode& node) {
    if (node.tag == "a") links.insert(&node);
    return false;
  };
  for (const HtmlNode* box : boxes) FindFirst(*box, note);
  return links;
}

void ReadText(const HtmlNode& post, Entry& entry) {
  const HtmlNode* box = FindExcerpt(post);
  bool excerpt = box != nullptr;
  if (!excerpt) box = FindContent(post);
  const std::vector<const HtmlNode*> shown =
      box == nullptr ? LooseText(post) : std::vector<const HtmlNode*>{box};
  std::string html;
  for (const HtmlNode* part : shown) html += Serialise(*part);
  // A link that stands beside the box belongs to the text all the same.
  const std::vector<const HtmlNode*> links = FindAllMatter(post, IsMoreElement);
  const std::set<const HtmlNode*> inside = LinksIn(shown);
  if (box != nullptr && links.empty()) excerpt |= LooksLikeExcerpt(*box);
  for (const HtmlNode* link : links) {
    if (!inside.contains(link)) absl::StrAppend(&html, "<p>", Serialise(*link), "</p>");
  }
  entry.teaser_is_excerpt = excerpt || box == nullptr;
  if (entry.teaser_is_excerpt) {
    entry.article.set_teaser_html(html);
  } else {
    entry.article.set_body_html(html);
  }
}

Entry ReadPost(const HtmlNode& post, const TermNames& terms, const std::string& base) {
  Entry entry;
  entry.witness = Witness::kArchivePage;
  entry.base_uri = base;
  const Headline headline = FindHeadline(post);
  entry.article.set_title(CollapseSpace(Nfc(TextOf(*headline.element))));
  entry.article.set_canonical_uri(LinkTarget(entry.base_uri, headline.href));
  ReadPostMarkup(post, terms, entry);
  ReadText(post, entry);
  // A card's picture stands beside its text.
  if (const HtmlNode* image = FindMatter(post, &IsPicture)) {
    entry.article.set_image_uri(ImageSource(*image, base));
  }
  entry.id = entry.article.canonical_uri();
  entry.raw = Serialise(post);
  return entry;
}

}  // namespace

std::vector<const HtmlNode*> FindMarkedPosts(const HtmlNode& page) {
  return FindAllMatter(page, IsPost);
}

std::vector<const HtmlNode*> FindPosts(const HtmlNode& page) {
  std::vector<const HtmlNode*> posts = FindMarkedPosts(page);
  // A page may hold its whole list in an <article>.
  if (posts.size() < 2) {
    std::vector<const HtmlNode*> repeated;
    FindRepeated(page, repeated);
    if (repeated.size() > posts.size()) return repeated;
  }
  return posts;
}

absl::StatusOr<Document> ParseArchivePage(const HtmlNode& page, const std::string& uri) {
  Document document;
  ReadSite(page, uri, document);
  const TermNames terms = ReadTermNames(page);
  const std::string base = BaseOf(page, uri);
  std::set<std::string> seen;
  for (const HtmlNode* post : FindPosts(page)) {
    Entry entry = ReadPost(*post, terms, base);
    if (!seen.insert(entry.article.canonical_uri()).second) continue;
    auto& source = *entry.article.mutable_source();
    source.set_title(document.title);
    source.set_site_uri(document.site_uri);
    source.set_language_code(document.language_code);
    document.entries.push_back(std::move(entry));
  }
  if (document.entries.empty()) {
    return WithReason(absl::InvalidArgumentError("the page lists no posts"), "NO_ENTRIES");
  }
  document.older_uri = OlderUri(page, uri);
  return document;
}

}  // namespace broadsheet::ingest

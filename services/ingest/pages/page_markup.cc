#include "ingest/pages/page_markup.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/dates.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr std::string_view kCategoryPath = "/category/";
constexpr std::string_view kTagPath = "/tag/";

using ClassNames = std::set<std::string, std::less<>>;

// Split once for all names: pages have many elements.
bool HasAnyClass(const HtmlNode& node, const ClassNames& names) {
  std::string_view rest = node.Attribute("class");
  while (!rest.empty()) {
    const size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
    if (end > 0 && names.contains(rest.substr(0, end))) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

HtmlPredicate AnyClass(ClassNames names) {
  return [names = std::move(names)](const HtmlNode& node) { return HasAnyClass(node, names); };
}

std::string LineOf(const HtmlNode* node) {
  return node == nullptr ? "" : CollapseSpace(Nfc(TextOf(*node)));
}

bool IsHeading(const HtmlNode& node) {
  return node.tag.size() == 2 && node.tag[0] == 'h' && node.tag[1] >= '1' && node.tag[1] <= '4';
}

std::string LinkOf(const HtmlNode& element) {
  const auto is_link = [](const HtmlNode& node) {
    return node.tag == "a" && !node.Attribute("href").empty();
  };
  if (is_link(element)) return std::string(element.Attribute("href"));
  const HtmlNode* link = FindFirst(element, is_link);
  return link == nullptr ? "" : std::string(link->Attribute("href"));
}

// Path segment behind `part` in the URI: "tech" of "/category/tech/".
std::string SegmentBehind(std::string_view uri, std::string_view part) {
  const size_t at = uri.find(part);
  if (at == std::string_view::npos) return "";
  std::string rest(absl::StripSuffix(
      absl::string_view(uri.data() + at + part.size(), uri.size() - at - part.size()), "/"));
  // A child category stands behind its parents.
  return rest.substr(rest.rfind('/') + 1);
}

std::string DateOf(const HtmlNode& node) {
  const std::string_view stated = node.Attribute("datetime");
  if (!stated.empty()) return std::string(stated);
  if (node.tag == "abbr" && !node.Attribute("title").empty()) {
    return std::string(node.Attribute("title"));
  }
  if (!node.Attribute("content").empty()) return std::string(node.Attribute("content"));
  return LineOf(&node);
}

// How far `text` is made of what dates of figures are.
size_t LengthOfDate(std::string_view text) {
  constexpr size_t kLongestDate = 100;
  constexpr std::string_view kParts[] = {"年", "月", "日", "时", "時", "分", "秒", "点", "點"};
  constexpr std::string_view kAscii = "0123456789-/: ";
  size_t end = 0;
  while (end < std::min(text.size(), kLongestDate)) {
    size_t part = kAscii.find(text[end]) == std::string_view::npos ? 0 : 1;
    for (const std::string_view each : kParts) {
      if (text.substr(end).starts_with(each)) part = each.size();
    }
    if (part == 0) break;
    end += part;
  }
  return end;
}

// The first thing in `text` that begins like a date of figures and is one.
std::string FindDate(std::string_view text) {
  constexpr std::string_view kYearMarks[] = {"-", "/", "年"};
  for (size_t at = text.find("20"); at != std::string_view::npos; at = text.find("20", at + 1)) {
    for (const std::string_view mark : kYearMarks) {
      if (text.substr(std::min(at + 4, text.size())).substr(0, mark.size()) != mark) continue;
      const std::string_view rest = text.substr(at, LengthOfDate(text.substr(at)));
      if (ParseDate(rest).has_value()) return std::string(rest);
    }
  }
  return "";
}

void ReadDates(const HtmlNode& post, Entry& entry) {
  const auto published = [](const HtmlNode& node) {
    const bool time = node.tag == "time" || node.tag == "abbr" || node.tag == "span";
    return time && (node.HasClass("published") || node.HasClass("dt-published") ||
                    node.Attribute("itemprop") == "datePublished");
  };
  const auto any_time = [](const HtmlNode& node) {
    return node.tag == "time" && !node.HasClass("updated");
  };
  const auto updated = [](const HtmlNode& node) {
    return (node.HasClass("updated") || node.HasClass("dt-updated")) &&
           !node.HasClass("published") && !node.Attribute("datetime").empty();
  };
  const HtmlNode* date = FindMatter(post, published);
  if (date == nullptr) date = FindMatter(post, any_time);
  if (date == nullptr) {
    date = FindMatter(post, AnyClass({"entry-date", "post-date", "posted-on", "date", "pubdate",
                                      "published", "wp-block-post-date"}));
  }
  if (date != nullptr) {
    entry.publish_date = DateOf(*date);
  } else if (const HtmlNode* line = FindMatter(
                 post,
                 AnyClass({"info", "article-info", "time", "entry-meta", "post-meta", "meta"}))) {
    entry.publish_date = FindDate(LineOf(line));
  }
  if (const HtmlNode* update = FindMatter(post, updated)) entry.update_date = DateOf(*update);
}

// Whether a byline can be a name: dates and sentences are none.
bool CanBeName(const std::string& text) {
  constexpr size_t kLongestName = 100;  // bytes; of several people
  return !text.empty() && text.size() <= kLongestName && !ParseDate(text).has_value();
}

void ReadByline(const HtmlNode& post, Entry& entry) {
  // More are those of other stories.
  constexpr size_t kMostAuthors = 4;
  for (const HtmlPredicate& matches :
       {AnyClass({"wp-block-post-author-name", "wp-block-post-author__name", "p-author"}),
        AnyClass({"author", "byline-author"}), HasRel("author"),
        HtmlPredicate([](const HtmlNode& node) { return node.Attribute("itemprop") == "author"; }),
        AnyClass({"byline", "author-name", "article-author", "post-author", "entry-author",
                  "byline-name", "autor", "article__author", "author__name", "byline__name"})}) {
    std::vector<std::string> names;
    for (const HtmlNode* author : FindAllMatter(post, matches)) {
      const HtmlNode* name = FindFirst(*author, [](const HtmlNode& node) {
        return node.HasClass("fn") || node.HasClass("p-name") ||
               node.Attribute("itemprop") == "name";
      });
      std::string text = LineOf(name == nullptr ? author : name);
      if (CanBeName(text)) names.push_back(std::move(text));
    }
    if (names.size() > kMostAuthors) names.resize(1);
    for (const std::string& name : names) entry.article.add_authors()->set_display_name(name);
    if (!names.empty()) return;
  }
}

// The shelves that links of the post lead to.
void ReadTermLinks(const HtmlNode& post, Entry& entry) {
  std::set<std::pair<bool, std::string>> known;
  const auto add = [&](const HtmlNode& link, bool category) {
    auto& names = category ? entry.category_names : entry.tag_names;
    std::string name = LineOf(&link);
    if (name.empty() || !known.emplace(category, name).second) return;
    names.push_back(std::move(name));
  };
  for (const HtmlNode* box : FindAllMatter(post, AnyClass({"taxonomy-category", "cat-links"}))) {
    for (const HtmlNode* link : FindAll(*box, HasTag("a"))) add(*link, true);
  }
  for (const HtmlNode* box :
       FindAllMatter(post, AnyClass({"taxonomy-post_tag", "tags-links", "tag-links"}))) {
    for (const HtmlNode* link : FindAll(*box, HasTag("a"))) add(*link, false);
  }
  for (const HtmlNode* link : FindAllMatter(post, HasTag("a"))) {
    const std::string_view rel = link->Attribute("rel");
    const std::string_view href = link->Attribute("href");
    if (HasWord(rel, "category")) {
      add(*link, true);
    } else if (HasWord(rel, "tag") && href.find("/category/") == std::string_view::npos &&
               href.find("?cat=") == std::string_view::npos) {
      add(*link, false);
    }
  }
}

bool IsPagination(const HtmlNode& node) {
  const std::string_view classes = node.Attribute("class");
  return node.tag == "nav" || classes.find("pagination") != std::string_view::npos ||
         classes.find("page-numbers") != std::string_view::npos ||
         classes.find("navigation") != std::string_view::npos;
}

void AddTermNames(const HtmlNode& node, TermNames& names) {
  for (const HtmlNode& child : node.children) {
    if (!child.is_element() || IsPagination(child)) continue;
    AddTermNames(child, names);
    if (child.tag != "a") continue;
    for (const std::string_view path : {kCategoryPath, kTagPath}) {
      const std::string slug = SegmentBehind(child.Attribute("href"), path);
      std::string name = slug.empty() ? "" : LineOf(&child);
      if (!name.empty()) names.try_emplace(std::string(path) + slug, std::move(name));
    }
  }
}

// WordPress writes the slugs of a post's terms into its class. Their names stand
// in links somewhere on the page, or are taken to be the slugs.
void ReadTermClasses(const HtmlNode& post, const TermNames& terms, std::string_view prefix,
                     std::string_view path, std::vector<std::string>& names) {
  const std::string_view classes = post.Attribute("class");
  for (absl::string_view name :
       absl::StrSplit(absl::string_view(classes.data(), classes.size()), ' ', absl::SkipEmpty())) {
    if (!absl::ConsumePrefix(&name, absl::string_view(prefix.data(), prefix.size()))) continue;
    // Of a slug that is no class name WordPress only gives the number.
    const bool number = name.find_first_not_of("0123456789") == absl::string_view::npos;
    const auto found = terms.find(std::string(path) + std::string(name));
    if (found != terms.end()) {
      names.push_back(found->second);
    } else if (!number) {
      names.emplace_back(name);
    }
  }
}

}  // namespace

std::string MetaOf(const HtmlNode& page, std::string_view name) {
  const HtmlNode* meta = FindFirst(page, [&](const HtmlNode& node) {
    return node.tag == "meta" &&
           (node.Attribute("property") == name || AsciiLower(node.Attribute("name")) == name ||
            node.Attribute("itemprop") == name);
  });
  return meta == nullptr ? "" : CollapseSpace(meta->Attribute("content"));
}

std::string BaseOf(const HtmlNode& page, const std::string& uri) {
  const HtmlNode* base = FindFirst(page, HasTag("base"));
  const std::string target = base == nullptr ? "" : LinkTarget(uri, base->Attribute("href"));
  return target.empty() ? uri : target;
}

void ReadSite(const HtmlNode& page, const std::string& uri, Document& document) {
  const HtmlNode* html = FindFirst(page, HasTag("html"));
  if (html != nullptr) document.language_code = html->Attribute("lang");
  const HtmlNode* home = FindFirst(page, [](const HtmlNode& node) {
    return node.tag == "a" && HasWord(node.Attribute("rel"), "home");
  });
  document.title = MetaOf(page, "og:site_name");
  if (document.title.empty()) {
    document.title = LineOf(FindFirst(page, AnyClass({"site-title", "wp-block-site-title"})));
  }
  if (document.title.empty()) document.title = LineOf(home);
  const std::string site = home == nullptr ? "" : LinkTarget(uri, home->Attribute("href"));
  const auto canonical = CanonicalUri(site);
  document.site_uri = canonical.ok() ? *canonical : SiteOf(uri);
}

bool IsAside(const HtmlNode& node) {
  static const auto* const kClasses = new ClassNames{
      "widget",          "widget-area",     "sidebar",       "comments-area",
      "comment-respond", "comments",        "related-posts", "related",
      "jp-relatedposts", "post-navigation", "navigation",    "wp-block-comments",
      "breadcrumbs",     "site-header",     "site-footer",   "wp-block-latest-posts"};
  if (node.tag == "nav" || node.tag == "aside" || node.tag == "template") return true;
  // On a body element such classes are about the layout.
  if (node.tag == "body" || node.tag == "main" || node.tag == "html") return false;
  // Blogger calls everything a widget, the posts too.
  if (node.HasClass("widget") && node.HasClass("Blog")) return false;
  return HasAnyClass(node, *kClasses);
}

const HtmlNode* FindMatter(const HtmlNode& node, const HtmlPredicate& matches) {
  for (const HtmlNode& child : node.children) {
    if (!child.is_element() || IsAside(child)) continue;
    if (matches(child)) return &child;
    if (const HtmlNode* found = FindMatter(child, matches)) return found;
  }
  return nullptr;
}

std::vector<const HtmlNode*> FindAllMatter(const HtmlNode& node, const HtmlPredicate& matches) {
  std::vector<const HtmlNode*> found;
  for (const HtmlNode& child : node.children) {
    if (!child.is_element() || IsAside(child)) continue;
    if (matches(child)) {
      found.push_back(&child);
      continue;
    }
    const std::vector<const HtmlNode*> below = FindAllMatter(child, matches);
    found.insert(found.end(), below.begin(), below.end());
  }
  return found;
}

Headline FindHeadline(const HtmlNode& post) {
  const HtmlNode* element =
      FindMatter(post, AnyClass({"entry-title", "wp-block-post-title", "p-name", "post-title"}));
  if (element == nullptr) element = FindMatter(post, IsHeading);
  if (element == nullptr) return {};
  std::string href = LinkOf(*element);
  if (href.empty()) {
    // The link may stand around the heading, or be called a bookmark.
    const HtmlNode* around = FindMatter(post, [&](const HtmlNode& node) {
      if (node.tag != "a" || node.Attribute("href").empty()) return false;
      const HtmlNode* inside = FindFirst(node, [&](const HtmlNode& n) { return &n == element; });
      return inside != nullptr || HasWord(node.Attribute("rel"), "bookmark") ||
             node.HasClass("u-url");
    });
    if (around != nullptr) href = LinkOf(*around);
  }
  return {element, href};
}

const HtmlNode* FindContent(const HtmlNode& post) {
  for (const HtmlPredicate& matches :
       {AnyClass({"entry-content", "wp-block-post-content", "e-content"}),
        HtmlPredicate(
            [](const HtmlNode& node) { return node.Attribute("itemprop") == "articleBody"; }),
        AnyClass({"post-content", "article-content", "article-body", "article__body", "post-body",
                  "story-body", "article_content", "content"})}) {
    if (const HtmlNode* found = FindMatter(post, matches)) return found;
  }
  return nullptr;
}

const HtmlNode* FindExcerpt(const HtmlNode& post) {
  return FindMatter(
      post, AnyClass({"entry-summary", "wp-block-post-excerpt", "p-summary", "entry-excerpt",
                      "post-excerpt", "excerpt", "summary", "teaser"}));
}

TermNames ReadTermNames(const HtmlNode& page) {
  TermNames names;
  AddTermNames(page, names);
  return names;
}

void ReadPostMarkup(const HtmlNode& post, const TermNames& terms, Entry& entry) {
  ReadDates(post, entry);
  ReadByline(post, entry);
  ReadTermLinks(post, entry);
  if (entry.category_names.empty()) {
    ReadTermClasses(post, terms, "category-", kCategoryPath, entry.category_names);
  }
  if (entry.tag_names.empty()) ReadTermClasses(post, terms, "tag-", kTagPath, entry.tag_names);
  entry.article.set_language_code(std::string(post.Attribute("lang")));
}

}  // namespace broadsheet::ingest

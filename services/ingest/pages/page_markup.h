// What article pages and archive pages have in common: how posts, their titles,
// dates, bylines and shelves are marked up. All functions are thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/html/html.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// `content` of the first <meta> whose name, property or itemprop is `name`.
std::string MetaOf(const HtmlNode& page, std::string_view name);

// What relative links of `page`, read from `uri`, are relative to.
std::string BaseOf(const HtmlNode& page, const std::string& uri);

// Title, front page and language of the site that `page` at `uri` belongs to.
void ReadSite(const HtmlNode& page, const std::string& uri, Document& document);

// Whether the element is beside the page's own matter: navigation, sidebars,
// widgets, comments, related posts.
bool IsAside(const HtmlNode& node);

// As FindFirst() and FindAll(), but not inside of what IsAside().
const HtmlNode* FindMatter(const HtmlNode& node, const HtmlPredicate& matches);
std::vector<const HtmlNode*> FindAllMatter(const HtmlNode& node, const HtmlPredicate& matches);

// The headline of a post: the element with its text, and where it links to.
struct Headline {
  const HtmlNode* element = nullptr;
  std::string href;
};
Headline FindHeadline(const HtmlNode& post);

// The element that holds a post's text, or an excerpt of it; null without one.
const HtmlNode* FindContent(const HtmlNode& post);
const HtmlNode* FindExcerpt(const HtmlNode& post);

// Names of the categories and tags that a page links to, by path: "/category/tech"
// -> "Tech".
using TermNames = std::map<std::string, std::string>;
TermNames ReadTermNames(const HtmlNode& page);

// Reads what the markup of a post says of dates, byline and shelves into `entry`.
// `terms` are those of its page.
void ReadPostMarkup(const HtmlNode& post, const TermNames& terms, Entry& entry);

}  // namespace broadsheet::ingest

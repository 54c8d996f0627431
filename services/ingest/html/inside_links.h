// Links that lead to a place in the article they stand in: footnotes, contents. Their
// targets' ids are kept, under a prefix: an `id` is a name among all those of the page
// that shows the article, and of its scripts (`document.forms`), where it must not be
// taken for the page's own. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// What ids of articles begin with, as on GitHub and many sites since.
inline constexpr std::string_view kTargetPrefix = "user-content-";

// What a link calls the element with this `id` (or `<a name>`), without the prefix.
// Empty for what can't be linked to: it has white space or controls, or is too long.
std::string TargetName(std::string_view id);

// The name of the target inside of the article that a link's `href` is for: "#fn1", or
// the same after `page_uri`. Empty where it is for none.
std::string InsideName(std::string_view href, std::string_view base_uri, std::string_view page_uri);

// The link to the target of this name: "#user-content-fn1".
std::string InsideHref(const std::string& name);

// What `href` leads to where its target is not beside it: LinkTarget(), "#fn1" being
// relative to `page_uri`.
std::string OutsideHref(std::string_view href, std::string_view base_uri,
                        std::string_view page_uri);

// While a tree is made, an element's `id` is the names that lead to it, separated by
// spaces, and a link may have this attribute beside its `href`: the name that it is for.
inline constexpr char kLeadsTo[] = "#leads-to";

// Adds names to those that lead to `node`.
void AddTargetNames(std::string_view names, HtmlNode& node);

// Makes of that what a browser reads: links to what is there stay inside, all others
// keep their `href`; ids that no link is for go, as does a name's second use. Changes
// attributes alone.
void ResolveInsideLinks(HtmlNode& root);

}  // namespace broadsheet::ingest

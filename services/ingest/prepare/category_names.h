// From the category and tag names of sources to those of the archive.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// How the names of a feed are filed.
struct FilingRules {
  // A feed's category name -> `categories/{slug}`, or "" to drop the name. Names
  // are compared as slugs.
  std::map<std::string, std::string> category_map;
  // What every entry is filed under, `categories/{slug}`.
  std::vector<std::string> default_categories;
  // Categories that the archive has, `categories/{slug}`: a name that may be a
  // category or a tag is the former where it is among them, else the latter.
  std::set<std::string> known_categories;
};

// The slug of a tag's name, as Slug(); but "C++" and "C#" are two.
std::string TagSlug(std::string_view name);

struct Filing {
  // Sorted, each once; the titles are the source's own words.
  std::vector<article::v1::Category> categories;
  // Slugs, sorted, each once.
  std::vector<std::string> tags;
};

// Files an entry under the categories and tags that it names. Categories that the
// rules do not list get a name of their own. Thread-safe.
Filing FileEntry(const Entry& entry, const FilingRules& rules);

// WordPress writes the tags of a post behind its categories, and both as
// categories. Every post has a category, and so a name that comes first in one
// post, or before such a name, is a category; the others may be either.
void TellTagsFromCategories(Document& document);

// WordPress calls the feed of a category "Tech – Site". The site's own title,
// given the feed's title and its URI ("self" link; may be empty).
std::string SiteTitleOfWordPress(const std::string& title, std::string_view self_uri);

}  // namespace broadsheet::ingest

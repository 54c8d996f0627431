// What all kinds of feeds say of an article.
#pragma once

#include <string>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"

namespace broadsheet::web {

// A category or tag as a feed names it.
struct Shelf {
  // "tech".
  std::string slug;
  // "Tech".
  std::string title;
};

// The article's categories by their titles, then its tags; of those that read alike,
// white space, hyphens and case apart, the first. Thread-safe.
std::vector<Shelf> ShelvesOf(const article::v1::Article& article,
                             const query::v1::ListCategoriesResponse& categories);

// The text of the article as an item holds it: `sanitised_html`, and the link that
// follows it where there is one ("Read more (in Chinese)", "Continue reading HEADLINE").
// Thread-safe.
std::string WithMoreLink(const std::string& sanitised_html, const article::v1::Article& article);

// What links inside of the article's text are relative to, `page` being the article's: a
// footnote is there for readers of the feed, too. Empty where it has none. Thread-safe.
std::string BaseOfInsideLinks(const std::string& page, const article::v1::Article& article);

// The media type of a picture, told by how its address ends: "image/png"; empty where
// that tells nothing. Thread-safe.
std::string PictureType(const std::string& uri);

}  // namespace broadsheet::web

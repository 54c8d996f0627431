// A list of articles with an address: everything, a category, a tag, or what mentions
// something. It is shown as pages and as feeds.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "web/route.h"

namespace broadsheet::web {

struct Collection {
  // "Tech"; empty for everything.
  std::string title;
  // Plain text; may be empty.
  std::string description;
  // "/category/tech/".
  std::string link;
  // What it is part of: "categories/tech"; empty unless it is a category.
  std::string category;
  // What it is about in other words, where it is not a category: "Tag", "About".
  std::string kicker;
  query::v1::ArticleFilter filter;

  // Its title once its articles are known, which have the capitals of tags and mentions.
  std::string TitleFrom(
      const google::protobuf::RepeatedPtrField<article::v1::Article>& articles) const;
};

// The collection that `route` (kFront, kCategory, kTag or kMention) shows. NOT_FOUND where
// no such category exists. Thread-safe.
absl::StatusOr<Collection> FindCollection(const Route& route,
                                          const query::v1::ListCategoriesResponse& categories);

// The title of a category, or its slug where it is not listed. Thread-safe.
std::string CategoryTitle(const std::string& name,
                          const query::v1::ListCategoriesResponse& categories);

}  // namespace broadsheet::web

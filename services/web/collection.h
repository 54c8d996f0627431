// A list of articles with an address: everything, a category, or a tag. It is
// shown as pages and as feeds.
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
  query::v1::ArticleFilter filter;
};

// The collection that `route` (kFront, kCategory or kTag) shows. NOT_FOUND where
// no such category exists. Thread-safe.
absl::StatusOr<Collection> FindCollection(const Route& route,
                                          const query::v1::ListCategoriesResponse& categories);

// The title of a category, or its slug where it is not listed. Thread-safe.
std::string CategoryTitle(const std::string& name,
                          const query::v1::ListCategoriesResponse& categories);

}  // namespace broadsheet::web

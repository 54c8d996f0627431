// Structured data for search engines (schema.org).
#pragma once

#include <string>

#include "broadsheet/article/v1/article.pb.h"
#include "web/site.h"

namespace broadsheet::web {

// `article` as a NewsArticle, in JSON that can stand inside a <script> element:
// without '<', '>' and '&'. Thread-safe.
std::string ArticleJsonLd(const article::v1::Article& article, const Site& site);

}  // namespace broadsheet::web

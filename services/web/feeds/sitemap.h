// What the archive holds, for search engines (sitemaps.org, with Google's extensions for
// images and news).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "web/query_client.h"
#include "web/site.h"

namespace broadsheet::web {

// The sitemap of `name`: a month ("2026-11"), a day ("2026-11-13") or "news", the articles of
// the last two days; the index of the months where it is empty. Of a month that has more than
// 5,000 articles, the index lists the days. NOT_FOUND where nothing is of that time. At most
// 50,000 articles, the oldest first, so that what comes is added at the end.
absl::StatusOr<Response> SitemapPage(const Request& request, const std::string& name,
                                     const QueryClient& query);

}  // namespace broadsheet::web

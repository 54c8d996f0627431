#include "web/website.h"

#include <unicode/ustring.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"
#include "common/version.h"
#include "web/collection.h"
#include "web/dates.h"
#include "web/feeds/feed.h"
#include "web/feeds/open_search.h"
#include "web/feeds/sitemap.h"
#include "web/links.h"
#include "web/pages/archive.h"
#include "web/pages/article.h"
#include "web/pages/message.h"
#include "web/pages/search.h"
#include "web/templates.h"

namespace broadsheet::web {
namespace {

using query::v1::ListCategoriesResponse;

absl::StatusOr<Response> CollectionPage(const Request& request, const Route& route,
                                        const ListCategoriesResponse& categories,
                                        const QueryClient& query) {
  ASSIGN_OR_RETURN(const Collection collection, FindCollection(route, categories));
  if (route.format != Format::kHtml)
    return FeedPage(request, collection, categories, route.format, query);
  const bool is_narrowed = !request.Parameter("month").empty() || !request.Parameter("tag").empty();
  if (route.page == Page::kFront && request.Parameter("page").empty() && !is_narrowed) {
    return FrontPage(request, collection, categories, query);
  }
  return ArchivePage(request, collection, categories, query);
}

// gRPC's strings are UTF-8.
absl::Status CheckTexts(const Request& request) {
  for (const char* name : {"q", "page", "newer", "month", "tag"}) {
    const auto [begin, end] = request.parameters.equal_range(name);
    for (auto parameter = begin; parameter != end; ++parameter) {
      UErrorCode error = U_ZERO_ERROR;
      u_strFromUTF8(nullptr, 0, nullptr, parameter->second.data(),
                    static_cast<int32_t>(parameter->second.size()), &error);
      if (error != U_INVALID_CHAR_FOUND) continue;
      return absl::InvalidArgumentError(absl::StrCat("'", name, "' in the address is not UTF-8"));
    }
  }
  return absl::OkStatus();
}

// A page that shows articles.
absl::StatusOr<Response> ArchiveAnswer(const Request& request, const Route& route,
                                       const ListCategoriesResponse& categories,
                                       const QueryClient& query) {
  RETURN_IF_ERROR(CheckTexts(request));
  switch (route.page) {
    case Page::kArticle:
      return ArticlePage(request, route.argument, categories, query);
    case Page::kSearch:
      return SearchPage(request, categories, query);
    case Page::kSitemap:
      return SitemapPage(request, route.argument, query);
    case Page::kFront:
    case Page::kCategory:
    case Page::kTag:
    case Page::kMention:
      return CollectionPage(request, route, categories, query);
    default:
      return absl::NotFoundError(absl::StrCat("no page '", request.path, "'"));
  }
}

Response Text(std::string text) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  return response;
}

Response Robots(const Site& site) {
  return Text(absl::StrCat("User-agent: *\nDisallow: /search\n\nSitemap: ", site.base_uri,
                           "/sitemap.xml\nSitemap: ", site.base_uri, "/sitemap/news.xml\n"));
}

// That this process runs, and which build it is; not that query does.
Response Health() {
  const nlohmann::ordered_json health = {{"status", "ok"},
                                         {"version", std::string(Version())},
                                         {"commit", std::string(Commit())},
                                         {"start_time", IsoTime(StartTime())}};
  Response response = Text(health.dump() + "\n");
  response.content_type = "application/json";
  response.cache_control = "no-store";
  return response;
}

absl::StatusOr<Response> StaticAnswer(const Request& request, const Route& route) {
  const std::optional<StaticFile> file = FindStaticFile(route.argument);
  if (!file) return absl::NotFoundError(absl::StrCat("no page '", request.path, "'"));
  Response response;
  response.content_type = file->content_type;
  response.body = file->content;
  // An address with a fingerprint never means anything else.
  if (!request.Parameter("v").empty()) {
    response.cache_control = "public, max-age=31536000, immutable";
  }
  return response;
}

Response Error(const Request& request, const ListCategoriesResponse& categories,
               const absl::Status& error) {
  Response response = ErrorPage(request, categories, error);
  if (response.status >= 500) {
    Log(Severity::kError, "page failed",
        {{"path", request.path},
         {"status", response.status},
         {"code", absl::StatusCodeToString(error.code())},
         {"error", error.message()},
         {"trace_id", request.call.trace_id}});
  }
  return response;
}

}  // namespace

Response Answer(const Request& request, const Route& route, const QueryClient& query) {
  if (route.page == Page::kHealth) return Health();
  if (route.page == Page::kRobots) return Robots(request.site);
  if (route.page == Page::kOpenSearch) return OpenSearchDescription(request.site);
  if (route.page == Page::kStatic) {
    const absl::StatusOr<Response> file = StaticAnswer(request, route);
    return file.ok() ? *file : Error(request, {}, file.status());
  }
  if (route.page == Page::kMovedPermanently) {
    Response response;
    response.status = 301;
    response.location = WithParameters(EncodePath(route.argument),
                                       {request.parameters.begin(), request.parameters.end()});
    return response;
  }
  const auto categories = query.ListCategories(request.call);
  if (!categories.ok()) {
    // What does not exist does not exist without query, too.
    const bool is_missing = route.page == Page::kNotFound;
    return Error(request, {}, is_missing ? absl::NotFoundError("no page") : categories.status());
  }
  absl::StatusOr<Response> response = ArchiveAnswer(request, route, *categories, query);
  return response.ok() ? *std::move(response) : Error(request, *categories, response.status());
}

}  // namespace broadsheet::web

#include "web/feeds/feed.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "web/dates.h"
#include "web/links.h"

namespace broadsheet::web {
namespace {

constexpr int kPageSize = 20;

struct Writer {
  // Behind the collection's.
  const char* link;
  const char* content_type;
  std::string (*write)(const Feed&);
};

const Writer& WriterOf(Format format) {
  static constexpr Writer kRss{"feed/", "application/rss+xml; charset=utf-8", &WriteRss};
  static constexpr Writer kAtom{"feed/atom/", "application/atom+xml; charset=utf-8", &WriteAtom};
  static constexpr Writer kJson{"feed/json/", "application/feed+json; charset=utf-8",
                                &WriteJsonFeed};
  if (format == Format::kAtom) return kAtom;
  return format == Format::kJson ? kJson : kRss;
}

Feed MakeFeed(const Request& request, const Collection& collection, const std::string& feed_link,
              const query::v1::ListArticlesResponse& list) {
  const Site& site = request.site;
  Feed feed;
  const std::string title = collection.TitleFrom(list.articles());
  feed.title = title.empty() ? site.title : absl::StrCat(title, " – ", site.title);
  feed.description = collection.description.empty() ? absl::StrCat("The latest of ", feed.title)
                                                    : collection.description;
  feed.site_title = site.title;
  feed.base_uri = site.base_uri;
  feed.home_uri = absl::StrCat(site.base_uri, collection.link);
  feed.first_uri = absl::StrCat(site.base_uri, feed_link);
  feed.self_uri = WithParameters(feed.first_uri, {{"page", request.Parameter("page")}});
  if (!list.next_page_token().empty()) {
    feed.next_uri = WithParameters(feed.first_uri, {{"page", list.next_page_token()}});
  }
  feed.update_time = absl::UnixEpoch();
  for (const article::v1::Article& article : list.articles()) {
    feed.update_time = std::max(feed.update_time, ToTime(article.update_time()));
  }
  feed.articles = list.articles();
  return feed;
}

}  // namespace

std::string ArticleUrn(const article::v1::Article& article) {
  return absl::StrCat("urn:uuid:", SlugOf(article.name()));
}

absl::StatusOr<Response> FeedPage(const Request& request, const Collection& collection,
                                  const query::v1::ListCategoriesResponse& categories,
                                  Format format, const QueryClient& query) {
  query::v1::ListArticlesRequest newest;
  *newest.mutable_filter() = collection.filter;
  newest.set_page_size(kPageSize);
  newest.set_page_token(request.Parameter("page"));
  newest.set_view(query::v1::ARTICLE_VIEW_FULL);
  ASSIGN_OR_RETURN(const query::v1::ListArticlesResponse list,
                   query.ListArticles(request.call, newest));
  const Writer& writer = WriterOf(format);
  Feed feed = MakeFeed(request, collection, absl::StrCat(collection.link, writer.link), list);
  feed.categories = categories;
  Response response;
  response.content_type = writer.content_type;
  response.body = writer.write(feed);
  if (!list.articles().empty()) response.last_modified = feed.update_time;
  return response;
}

}  // namespace broadsheet::web

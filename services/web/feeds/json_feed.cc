#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "web/byline.h"
#include "web/dates.h"
#include "web/excerpt.h"
#include "web/feeds/feed.h"
#include "web/feeds/item.h"
#include "web/language.h"
#include "web/links.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using Json = nlohmann::ordered_json;

Json AuthorsOf(const Article& article) {
  Json authors = Json::array();
  for (const std::string& name : BylineNames(article)) authors.push_back({{"name", name}});
  return authors;
}

Json ToItem(const Feed& feed, const Article& article) {
  const std::string& html =
      article.body_html().empty() ? article.teaser_html() : article.body_html();
  Json item = {{"id", ArticleUrn(article)},
               {"url", absl::StrCat(feed.base_uri, ArticleLink(article.path()))},
               {"title", article.title()},
               {"content_html", WithMoreLink(html, article)},
               {"date_published", IsoTime(ToTime(article.list_time()))},
               {"date_modified", IsoTime(ModifiedTime(article))}};
  if (IsWebUri(article.canonical_uri())) item["external_url"] = article.canonical_uri();
  if (std::string summary = Excerpt(article.teaser_html()); !summary.empty()) {
    item["summary"] = std::move(summary);
  }
  if (IsWebUri(article.image_uri())) item["image"] = article.image_uri();
  if (!article.authors().empty()) item["authors"] = AuthorsOf(article);
  Json tags = Json::array();
  for (const Shelf& shelf : ShelvesOf(article, feed.categories)) tags.push_back(shelf.title);
  if (!tags.empty()) item["tags"] = std::move(tags);
  if (IsKnownLanguage(article.language_code())) item["language"] = article.language_code();
  return item;
}

}  // namespace

std::string WriteJsonFeed(const Feed& feed) {
  Json json = {{"version", "https://jsonfeed.org/version/1.1"},
               {"title", feed.title},
               {"home_page_url", feed.home_uri},
               {"feed_url", feed.self_uri},
               {"description", feed.description},
               {"language", "en"},
               {"authors", Json::array({{{"name", feed.site_title}}})}};
  if (!feed.next_uri.empty()) json["next_url"] = feed.next_uri;
  json["items"] = Json::array();
  for (const Article& article : feed.articles) json["items"].push_back(ToItem(feed, article));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace broadsheet::web

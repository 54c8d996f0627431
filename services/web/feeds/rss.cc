#include "absl/strings/str_cat.h"
#include "web/byline.h"
#include "web/dates.h"
#include "web/feeds/feed.h"
#include "web/feeds/item.h"
#include "web/feeds/xml_writer.h"
#include "web/language.h"
#include "web/links.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;

void WriteLinks(const Feed& feed, XmlWriter& xml) {
  const char* type = "application/rss+xml";
  xml.Start("atom:link", {{"rel", "self"}, {"type", type}, {"href", feed.self_uri}});
  xml.End();
  if (feed.self_uri != feed.first_uri) {
    xml.Start("atom:link", {{"rel", "first"}, {"type", type}, {"href", feed.first_uri}});
    xml.End();
  }
  if (feed.next_uri.empty()) return;
  xml.Start("atom:link", {{"rel", "next"}, {"type", type}, {"href", feed.next_uri}});
  xml.End();
}

void WritePicture(const Article& article, XmlWriter& xml) {
  if (!IsWebUri(article.image_uri())) return;
  xml.Start("media:content", {{"url", article.image_uri()},
                              {"type", PictureType(article.image_uri())},
                              {"medium", "image"}});
  xml.End();
}

void WriteItem(const Feed& feed, const Article& article, XmlWriter& xml) {
  const std::string page = absl::StrCat(feed.base_uri, ArticleLink(article.path()));
  xml.Start("item", {{"xml:base", BaseOfInsideLinks(page, article)}});
  xml.Element("title", article.title());
  xml.Element("link", page);
  xml.Element("guid", ArticleUrn(article), {{"isPermaLink", "false"}});
  xml.Element("pubDate", RssDate(ToTime(article.list_time())));
  const std::string byline = BylineText(article);
  if (!byline.empty()) xml.Element("dc:creator", byline);
  for (const Shelf& shelf : ShelvesOf(article, feed.categories)) {
    xml.Element("category", shelf.title);
  }
  if (IsKnownLanguage(article.language_code())) {
    xml.Element("dc:language", article.language_code());
  }
  xml.Element("description", WithMoreLink(article.teaser_html(), article));
  if (!article.body_html().empty()) {
    xml.Element("content:encoded", WithMoreLink(article.body_html(), article));
  }
  WritePicture(article, xml);
  if (!article.source().title().empty() && !article.source().site_uri().empty()) {
    xml.Element("source", article.source().title(), {{"url", article.source().site_uri()}});
  }
  xml.End();
}

}  // namespace

std::string WriteRss(const Feed& feed) {
  XmlWriter xml;
  xml.Start("rss", {{"version", "2.0"},
                    {"xmlns:atom", "http://www.w3.org/2005/Atom"},
                    {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
                    {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
                    {"xmlns:media", "http://search.yahoo.com/mrss/"}});
  xml.Start("channel");
  xml.Element("title", feed.title);
  xml.Element("link", feed.home_uri);
  xml.Element("description", feed.description);
  xml.Element("language", "en");
  if (!feed.articles.empty()) xml.Element("lastBuildDate", RssDate(feed.update_time));
  xml.Element("generator", "Broadsheet");
  WriteLinks(feed, xml);
  for (const Article& article : feed.articles) WriteItem(feed, article, xml);
  return xml.Finish();
}

}  // namespace broadsheet::web

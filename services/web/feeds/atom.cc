#include <algorithm>

#include "absl/strings/str_cat.h"
#include "web/dates.h"
#include "web/feeds/feed.h"
#include "web/feeds/xml_writer.h"
#include "web/language.h"
#include "web/links.h"
#include "web/more_link_text.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Author;

void WriteLink(XmlWriter& xml, const char* rel, const char* type, const std::string& href,
               const std::string& hreflang = "") {
  xml.Start("link", {{"rel", rel}, {"type", type}, {"href", href}, {"hreflang", hreflang}});
  xml.End();
}

void WriteAuthors(const Article& article, XmlWriter& xml) {
  for (const Author& author : article.authors()) {
    xml.Start("author");
    xml.Element("name", author.display_name());
    xml.End();
  }
}

void WriteCategories(const Article& article, XmlWriter& xml) {
  for (const std::string& category : article.categories()) {
    xml.Start("category", {{"term", SlugOf(category)}});
    xml.End();
  }
  for (const std::string& tag : article.tags()) {
    xml.Start("category", {{"term", tag}});
    xml.End();
  }
}

void WriteEntry(const Feed& feed, const Article& article, XmlWriter& xml) {
  const std::string language =
      IsKnownLanguage(article.language_code()) ? article.language_code() : "";
  xml.Start("entry", {{"xml:lang", language}});
  xml.Element("title", article.title());
  xml.Element("id", ArticleUrn(article));
  // The source's own claim may be older than its publication.
  const absl::Time published = ToTime(article.list_time());
  xml.Element("published", IsoTime(published));
  xml.Element("updated", IsoTime(std::max(published, ToTime(article.source_update_time()))));
  WriteLink(xml, "alternate", "text/html",
            absl::StrCat(feed.base_uri, ArticleLink(article.path())));
  if (const auto more = MoreLinkOnPage(article)) {
    WriteLink(xml, "related", "text/html", more->href, more->hreflang);
  }
  WriteAuthors(article, xml);
  WriteCategories(article, xml);
  xml.Element("summary", article.teaser_html(), {{"type", "html"}});
  if (!article.body_html().empty()) {
    xml.Element("content", article.body_html(), {{"type", "html"}});
  }
  if (!article.rights().empty()) xml.Element("rights", article.rights());
  xml.End();
}

}  // namespace

std::string WriteAtom(const Feed& feed) {
  XmlWriter xml;
  xml.Start("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", "en"}});
  xml.Element("title", feed.title);
  xml.Element("id", feed.first_uri);
  xml.Element("updated", IsoTime(feed.update_time));
  xml.Element("subtitle", feed.description);
  // For the entries that name none.
  xml.Start("author");
  xml.Element("name", feed.site_title);
  xml.End();
  WriteLink(xml, "alternate", "text/html", feed.home_uri);
  WriteLink(xml, "self", "application/atom+xml", feed.self_uri);
  if (feed.self_uri != feed.first_uri) {
    WriteLink(xml, "first", "application/atom+xml", feed.first_uri);
  }
  if (!feed.next_uri.empty()) WriteLink(xml, "next", "application/atom+xml", feed.next_uri);
  for (const Article& article : feed.articles) WriteEntry(feed, article, xml);
  return xml.Finish();
}

}  // namespace broadsheet::web

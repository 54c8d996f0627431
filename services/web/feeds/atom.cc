#include "absl/strings/str_cat.h"
#include "web/byline.h"
#include "web/dates.h"
#include "web/feeds/feed.h"
#include "web/feeds/item.h"
#include "web/feeds/xml_writer.h"
#include "web/language.h"
#include "web/links.h"
#include "web/more_link_text.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;

void WriteLink(XmlWriter& xml, const char* rel, const char* type, const std::string& href,
               const std::string& hreflang = "") {
  xml.Start("link", {{"rel", rel}, {"type", type}, {"href", href}, {"hreflang", hreflang}});
  xml.End();
}

void WriteAuthors(const Article& article, XmlWriter& xml) {
  for (const std::string& name : BylineNames(article)) {
    xml.Start("author");
    xml.Element("name", name);
    xml.End();
  }
}

void WriteCategories(const Feed& feed, const Article& article, XmlWriter& xml) {
  for (const Shelf& shelf : ShelvesOf(article, feed.categories)) {
    xml.Start("category", {{"term", shelf.slug}, {"label", shelf.title}});
    xml.End();
  }
}

void WriteEntry(const Feed& feed, const Article& article, XmlWriter& xml) {
  const std::string language =
      IsKnownLanguage(article.language_code()) ? article.language_code() : "";
  const std::string page = absl::StrCat(feed.base_uri, ArticleLink(article.path()));
  xml.Start("entry", {{"xml:lang", language}, {"xml:base", BaseOfInsideLinks(page, article)}});
  xml.Element("title", article.title());
  xml.Element("id", ArticleUrn(article));
  xml.Element("published", IsoTime(ToTime(article.list_time())));
  xml.Element("updated", IsoTime(ModifiedTime(article)));
  WriteLink(xml, "alternate", "text/html", page);
  if (const auto more = MoreLinkOnPage(article)) {
    WriteLink(xml, "related", "text/html", more->href, more->hreflang);
  }
  WriteAuthors(article, xml);
  WriteCategories(feed, article, xml);
  if (IsWebUri(article.image_uri())) {
    WriteLink(xml, "enclosure", PictureType(article.image_uri()).c_str(), article.image_uri());
  }
  xml.Element("summary", WithMoreLink(article.teaser_html(), article), {{"type", "html"}});
  if (!article.body_html().empty()) {
    xml.Element("content", WithMoreLink(article.body_html(), article), {{"type", "html"}});
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

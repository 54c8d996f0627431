#include "ingest/formats/atom.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ingest/formats/feed_extensions.h"
#include "ingest/html/html.h"
#include "ingest/html/plain_text.h"
#include "ingest/prepare/category_names.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// An Atom text construct as HTML.
std::string HtmlOf(const XmlElement& parent, std::string_view name) {
  for (const XmlElement& text : parent.Children(kAtomNs, name)) {
    const std::string type = text.Attribute("type");
    if (type == "xhtml") return text.InnerMarkup();
    if (type == "html" || type == "text/html") return text.Text();
    // Content elsewhere, or of another kind, is not ours to show.
    if (!text.Attribute("src").empty() || (!type.empty() && !absl::StartsWith(type, "text"))) {
      return "";
    }
    return EscapeHtml(text.Text());
  }
  return "";
}

std::string AlternateLink(const XmlElement& parent) {
  std::string first;
  for (const XmlElement& link : parent.Children(kAtomNs, "link")) {
    const std::string rel = link.Attribute("rel");
    if (!rel.empty() && rel != "alternate") continue;
    if (link.Attribute("type") == "text/html") return link.Attribute("href");
    if (first.empty()) first = link.Attribute("href");
  }
  return first;
}

void ReadAuthors(const XmlElement& parent, article::v1::Article& article) {
  for (const XmlElement& author : parent.Children(kAtomNs, "author")) {
    const std::string name = CollapseSpace(author.ChildText(kAtomNs, "name"));
    if (!name.empty()) article.add_authors()->set_display_name(name);
  }
}

void ReadCategories(const XmlElement& element, Entry& entry) {
  for (const XmlElement& category : element.Children(kAtomNs, "category")) {
    std::string name = PlainLine(category.Attribute("label"));
    if (name.empty()) name = PlainLine(category.Attribute("term"));
    const bool tag = absl::StrContains(category.Attribute("scheme"), "tag");
    if (!name.empty()) (tag ? entry.tag_names : entry.category_names).push_back(name);
  }
}

Entry ReadEntry(const XmlElement& element, const XmlElement& feed, const std::string& uri) {
  Entry entry;
  auto& article = entry.article;
  article.set_title(PlainLine(HtmlOf(element, "title")));
  article.set_source_guid(element.ChildText(kAtomNs, "id"));
  article.set_canonical_uri(AlternateLink(element));
  article.set_body_html(HtmlOf(element, "content"));
  article.set_teaser_html(HtmlOf(element, "summary"));
  ReadAuthors(element, article);
  if (article.authors().empty()) ReadAuthors(feed, article);
  ReadCategories(element, entry);
  entry.publish_date = element.ChildText(kAtomNs, "published");
  entry.update_date = element.ChildText(kAtomNs, "updated");
  // `published` is optional in Atom, `updated` is not.
  if (entry.publish_date.empty()) entry.publish_date = entry.update_date;
  article.set_image_uri(ImageOf(element));
  article.set_rights(PlainLine(HtmlOf(element, "rights")));
  article.set_language_code(element.Attribute("lang"));
  entry.base_uri = element.Base().empty() ? uri : element.Base();
  entry.id = article.source_guid().empty() ? article.canonical_uri() : article.source_guid();
  if (entry.id.empty()) entry.id = absl::StrCat("line ", element.line());
  entry.raw = element.Markup();
  return entry;
}

}  // namespace

absl::StatusOr<Document> ParseAtom(const XmlElement& root, const std::string& uri) {
  if (root.ns() != kAtomNs) {
    return absl::InvalidArgumentError(absl::StrCat("line ", root.line(), ": <feed> of namespace \"",
                                                   std::string(root.ns()), "\" is not Atom"));
  }
  Document document;
  document.title = PlainLine(HtmlOf(root, "title"));
  const std::string base = root.Base().empty() ? uri : root.Base();
  if (const auto site = ResolveUri(base, AlternateLink(root)); site.ok()) document.site_uri = *site;
  if (AlternateLink(root).empty()) document.site_uri.clear();
  document.language_code = root.Attribute("lang");
  document.older_uri = AtomLink(root, "next");
  if (document.older_uri.empty()) document.older_uri = AtomLink(root, "prev-archive");
  for (const XmlElement& element : root.Children(kAtomNs, "entry")) {
    if (IsFull(document)) break;
    document.entries.push_back(ReadEntry(element, root, uri));
  }
  if (absl::StrContains(root.ChildText(kAtomNs, "generator"), "WordPress")) {
    TellTagsFromCategories(document);
    document.title = SiteTitleOfWordPress(document.title, AtomLink(root, "self"));
  }
  return document;
}

}  // namespace broadsheet::ingest

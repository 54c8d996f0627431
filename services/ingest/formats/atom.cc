#include "ingest/formats/atom.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ingest/formats/feed_extensions.h"
#include "ingest/formats/overlooked.h"
#include "ingest/html/html.h"
#include "ingest/html/plain_text.h"
#include "ingest/prepare/category_names.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/dates.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Atom 0.3 says by `mode` what 1.0 says by `type`.
std::string TypeOf(const XmlElement& text) {
  const std::string type = AsciiLower(text.Attribute("type"));
  const std::string mode = AsciiLower(text.Attribute("mode"));
  if (mode == "escaped" || (mode.empty() && type == "text/html")) return "html";
  if (mode == "xml" || absl::StrContains(type, "xhtml")) return "xhtml";
  if (type == "html" || type.empty() || absl::StartsWith(type, "text")) return type;
  return "other";
}

// An Atom text construct as HTML.
std::string HtmlOf(const XmlElement& text) {
  const std::string type = TypeOf(text);
  // Content elsewhere, or of another kind, is not ours to show.
  if (!text.Attribute("src").empty() || type == "other") return "";
  if (type == "html" || type == "xhtml" || !text.Children().empty()) return text.Html();
  return EscapeHtml(text.Text());
}

std::string HtmlOf(const XmlElement& parent, std::string_view name) {
  const std::vector<XmlElement> texts = parent.Children(kAtomNs, name);
  return texts.empty() ? "" : HtmlOf(texts[0]);
}

// The first of several contents that can be shown, and what its links are relative to.
struct Content {
  std::string html;
  std::string base_uri;
};

Content ContentOf(const XmlElement& entry) {
  for (const XmlElement& content : entry.Children(kAtomNs, "content")) {
    std::string html = HtmlOf(content);
    if (html.empty()) continue;
    const std::vector<XmlElement> inside = content.Children();
    return {std::move(html), inside.size() == 1 ? inside[0].Base() : content.Base()};
  }
  return {};
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

// The entry's own; else those of the feed that it was taken over from, else the feed's.
void ReadAuthors(const XmlElement& entry, const XmlElement& feed, article::v1::Article& article) {
  AddAtomAuthors(entry, article);
  if (article.authors().empty()) {
    for (const XmlElement& creator : entry.Children(kDublinCoreNs, "creator")) {
      article.add_authors()->set_display_name(PlainLine(creator.Text()));
    }
  }
  for (const XmlElement& source : entry.Children(kAtomNs, "source")) {
    if (article.authors().empty()) AddAtomAuthors(source, article);
  }
  if (article.authors().empty()) AddAtomAuthors(feed, article);
}

void ReadCategories(const XmlElement& element, Entry& entry) {
  for (const XmlElement& category : element.Children(kAtomNs, "category")) {
    std::string name = PlainLine(category.Attribute("label"));
    if (name.empty()) name = PlainLine(category.Attribute("term"));
    const bool tag = IsTagScheme(category.Attribute("scheme"));
    if (!name.empty()) (tag ? entry.tag_names : entry.category_names).push_back(name);
  }
  for (const XmlElement& subject : element.Children(kDublinCoreNs, "subject")) {
    entry.category_names.push_back(PlainLine(subject.Text()));
  }
  AddKeywords(element, entry);
}

// Absolute where it can be: the texts of an entry may have another base.
std::string LinkOf(const XmlElement& entry, const std::string& uri) {
  const std::string link = AlternateLink(entry);
  const std::string base = entry.Base().empty() ? uri : entry.Base();
  const absl::StatusOr<std::string> resolved = ResolveUri(base, link);
  return link.empty() || !resolved.ok() ? link : *resolved;
}

Entry ReadEntry(const XmlElement& element, const XmlElement& feed, const std::string& uri) {
  Entry entry;
  auto& article = entry.article;
  article.set_title(PlainLine(HtmlOf(element, "title")));
  article.set_source_guid(element.ChildText(kAtomNs, "id"));
  article.set_canonical_uri(LinkOf(element, uri));
  Content content = ContentOf(element);
  article.set_body_html(std::move(content.html));
  article.set_teaser_html(HtmlOf(element, "summary"));
  ReadAuthors(element, feed, article);
  ReadCategories(element, entry);
  entry.update_date =
      FirstDate({element.ChildText(kAtomNs, "updated"), element.ChildText(kAtomNs, "modified")});
  // `published` is optional in Atom, `updated` is not.
  entry.publish_date =
      FirstDate({element.ChildText(kAtomNs, "published"), element.ChildText(kAtomNs, "issued"),
                 element.ChildText(kAtomNs, "created"), element.ChildText(kDublinCoreNs, "date"),
                 entry.update_date});
  article.set_image_uri(ImageOf(element));
  article.set_rights(PlainLine(HtmlOf(element, "rights")));
  article.set_language_code(element.Attribute("lang"));
  entry.base_uri = !content.base_uri.empty() ? content.base_uri : element.Base();
  if (entry.base_uri.empty()) entry.base_uri = uri;
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
  document.older_uri = OlderLink(root);
  document.hub_uri = AtomLink(root, "hub");
  document.self_uri = AtomLink(root, "self");
  for (const XmlElement& element : root.Children(kAtomNs, "entry")) {
    if (IsFull(document)) break;
    document.entries.push_back(ReadEntry(element, root, uri));
    NoteTextLeft(element, document.entries.back(), document);
  }
  NoteEntriesLeft(root, "entry", document);
  if (absl::StrContains(root.ChildText(kAtomNs, "generator"), "WordPress")) {
    TellTagsFromCategories(document);
    document.title = SiteTitleOfWordPress(document.title, AtomLink(root, "self"));
  }
  return document;
}

}  // namespace broadsheet::ingest

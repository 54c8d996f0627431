#include "ingest/formats/rss.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/formats/feed_extensions.h"
#include "ingest/formats/overlooked.h"
#include "ingest/formats/wxr.h"
#include "ingest/html/plain_text.h"
#include "ingest/prepare/category_names.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/dates.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

bool IsHttp(const std::string& uri) {
  return absl::StartsWithIgnoreCase(uri, "http://") || absl::StartsWithIgnoreCase(uri, "https://");
}

class RssReader {
 public:
  explicit RssReader(const std::string& uri) : base_(uri) {}

  Entry ReadItem(const XmlElement& item) const {
    Entry entry;
    auto& article = entry.article;
    article.set_title(PlainLine(HtmlOf(item, "", "title")));
    if (article.title().empty()) article.set_title(PlainLine(HtmlOf(item, kDublinCoreNs, "title")));
    article.set_source_guid(GuidOf(item));
    article.set_canonical_uri(LinkOf(item));
    ReadText(item, article);
    ReadAuthors(item, article);
    ReadShelves(item, entry);
    entry.publish_date =
        FirstDate({item.ChildText("", "pubDate"), item.ChildText(kDublinCoreNs, "date"),
                   item.ChildText(kDublinCoreTermsNs, "issued"),
                   item.ChildText(kDublinCoreTermsNs, "created"),
                   item.ChildText(kDublinCoreTermsNs, "date"), item.ChildText(kAtomNs, "published"),
                   item.ChildText("", "date"), item.ChildText(kAtomNs, "updated")});
    entry.update_date = FirstDate(
        {item.ChildText(kAtomNs, "updated"), item.ChildText(kDublinCoreTermsNs, "modified")});
    article.set_image_uri(ImageOf(item));
    article.set_rights(PlainLine(item.ChildText(kDublinCoreNs, "rights")));
    article.set_language_code(LanguageOfItem(item));
    // Without xml:base, links in an entry are meant from its own page.
    entry.base_uri = item.Base() == base_ ? "" : item.Base();
    if (entry.base_uri.empty() && IsHttp(article.canonical_uri())) {
      entry.base_uri = article.canonical_uri();
    }
    entry.id = article.source_guid().empty() ? article.canonical_uri() : article.source_guid();
    if (entry.id.empty()) entry.id = absl::StrCat("line ", item.line());
    entry.raw = item.Markup();
    return entry;
  }

 private:
  static std::string HtmlOf(const XmlElement& item, std::string_view ns, std::string_view name) {
    const std::vector<XmlElement> children = item.Children(ns, name);
    if (children.empty()) return "";
    return std::string(absl::StripAsciiWhitespace(children[0].Html()));
  }

  static std::string GuidOf(const XmlElement& item) {
    for (const std::string& guid : {item.ChildText("", "guid"), item.ChildText(kAtomNs, "id"),
                                    item.ChildText(kDublinCoreNs, "identifier")}) {
      if (!guid.empty()) return guid;
    }
    return "";
  }

  static std::string LinkOf(const XmlElement& item) {
    // FeedBurner puts its own address into <link>; RDF has it in an attribute, too.
    for (const std::string& link :
         {item.ChildText(kFeedBurnerNs, "origLink"), item.ChildText("", "link"),
          LinkAttributeOf(item), AtomLink(item, "alternate"), item.Attribute("about")}) {
      if (!link.empty()) return link;
    }
    for (const XmlElement& guid : item.Children("", "guid")) {
      const std::string text(absl::StripAsciiWhitespace(guid.Text()));
      if (guid.Attribute("isPermaLink") != "false" && IsHttp(text)) return text;
    }
    return "";
  }

  // <link href="…"/>, as if it were Atom.
  static std::string LinkAttributeOf(const XmlElement& item) {
    for (const XmlElement& link : item.Children("", "link")) {
      if (std::string href = link.Attribute("href"); !href.empty()) return href;
    }
    return "";
  }

  static void ReadText(const XmlElement& item, article::v1::Article& article) {
    article.set_body_html(HtmlOf(item, kContentNs, "encoded"));
    if (article.body_html().empty()) article.set_body_html(HtmlOf(item, kXhtmlNs, "body"));
    if (article.body_html().empty()) article.set_body_html(HtmlOf(item, kXhtmlNs, "div"));
    if (article.body_html().empty()) article.set_body_html(HtmlOf(item, kAtomNs, "content"));
    for (const auto& [ns, name] : {std::pair<std::string_view, std::string_view>("", "description"),
                                   {kDublinCoreNs, "description"},
                                   {kAtomNs, "summary"},
                                   {kItunesNs, "summary"},
                                   {kMediaNs, "description"}}) {
      article.set_teaser_html(HtmlOf(item, ns, name));
      if (!article.teaser_html().empty()) return;
    }
  }

  static void ReadAuthors(const XmlElement& item, article::v1::Article& article) {
    const auto add = [&](const XmlElement& author) {
      std::string name = PlainLine(author.ChildText("", "name"));
      if (name.empty() && author.Children().empty()) name = PlainLine(author.Text());
      if (!name.empty()) article.add_authors()->set_display_name(name);
    };
    for (const auto& [ns, name] :
         {std::pair<std::string_view, std::string_view>(kDublinCoreNs, "creator"),
          {"", "author"},
          {kDublinCoreTermsNs, "creator"}}) {
      for (const XmlElement& author : item.Children(ns, name)) add(author);
      if (!article.authors().empty()) return;
    }
    AddAtomAuthors(item, article);
    if (!article.authors().empty()) return;
    for (const XmlElement& author : item.Children(kItunesNs, "author")) add(author);
  }

  static void ReadShelves(const XmlElement& item, Entry& entry) {
    for (const XmlElement& category : item.Children("", "category")) {
      const bool tag = IsTagScheme(category.Attribute("domain"));
      (tag ? entry.tag_names : entry.category_names).push_back(PlainLine(category.Text()));
    }
    for (const XmlElement& subject : item.Children(kDublinCoreNs, "subject")) {
      entry.category_names.push_back(PlainLine(subject.Text()));
    }
    AddKeywords(item, entry);
  }

  static std::string LanguageOfItem(const XmlElement& item) {
    std::string language = item.ChildText(kDublinCoreNs, "language");
    return language.empty() ? item.Attribute("lang") : language;
  }

  const std::string base_;
};

std::vector<XmlElement> Named(const XmlElement& parent, std::string_view name) {
  std::vector<XmlElement> children = parent.Children();
  std::erase_if(children, [&](const XmlElement& child) { return !child.IsNamed(name); });
  return children;
}

// The link of RSS itself: atom:link has the same local name.
std::string SiteLink(const XmlElement& channel, const std::string& uri) {
  const std::string link = channel.ChildText("", "link");
  const absl::StatusOr<std::string> resolved = ResolveUri(uri, link);
  return link.empty() || !resolved.ok() ? "" : *resolved;
}

}  // namespace

absl::StatusOr<Document> ParseRss(const XmlElement& root, const std::string& uri) {
  const std::vector<XmlElement> channels = Named(root, "channel");
  // RSS 1.0 has its items beside the channel, and so have others by mistake.
  std::vector<XmlElement> items = Named(root, "item");
  if (channels.empty() && items.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", root.line(), ": <", std::string(root.name()), "> without a channel"));
  }
  const XmlElement& channel = channels.empty() ? root : channels[0];
  const RssReader reader(uri);
  Document document;
  document.title = PlainLine(channel.ChildText("", "title"));
  document.site_uri = SiteLink(channel, uri);
  document.language_code = channel.ChildText("", "language");
  if (document.language_code.empty()) {
    document.language_code = channel.ChildText(kDublinCoreNs, "language");
  }
  document.older_uri = OlderLink(channel);
  document.hub_uri = AtomLink(channel, "hub");
  document.self_uri = AtomLink(channel, "self");
  for (const XmlElement& each : channels) {
    for (const XmlElement& item : Named(each, "item")) items.push_back(item);
    for (const XmlElement& item : Wrapped(each, "item")) items.push_back(item);
    NoteEntriesLeft(each, "item", document);
  }
  WxrItems wxr(channel);
  for (const XmlElement& item : items) {
    if (IsFull(document)) break;
    if (wxr.is_export() && !wxr.Take(item, document)) continue;
    document.entries.push_back(reader.ReadItem(item));
    NoteTextLeft(item, document.entries.back(), document);
    if (wxr.is_export()) wxr.Complete(item, document.entries.back());
  }
  if (wxr.is_export()) {
    std::move(wxr).Finish(document);
    return document;
  }
  if (absl::StrContains(channel.ChildText("", "generator"), "wordpress.org")) {
    TellTagsFromCategories(document);
    document.title = SiteTitleOfWordPress(document.title, AtomLink(channel, "self"));
  }
  return document;
}

}  // namespace broadsheet::ingest

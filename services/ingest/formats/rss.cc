#include "ingest/formats/rss.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/formats/feed_extensions.h"
#include "ingest/html/plain_text.h"
#include "ingest/prepare/category_names.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr std::string_view kFeedBurnerNs = "http://rssnamespace.org/feedburner/ext/1.0";

bool IsHttp(const std::string& uri) {
  return absl::StartsWithIgnoreCase(uri, "http://") || absl::StartsWithIgnoreCase(uri, "https://");
}

// "jane@example.com (Jane Doe)" -> "Jane Doe".
std::string NameOf(const std::string& author) {
  const size_t open = author.find('(');
  if (absl::StrContains(author, "@") && open != std::string::npos) {
    return CollapseSpace(author.substr(open + 1, author.rfind(')') - open - 1));
  }
  return CollapseSpace(author);
}

// Reads items of one document. The namespace of RSS's own elements differs
// between its versions, and is that of the channel.
class RssReader {
 public:
  RssReader(const XmlElement& channel, const std::string& uri) : ns_(channel.ns()), base_(uri) {}

  std::string Text(const XmlElement& element, std::string_view name) const {
    return element.ChildText(ns_, name);
  }

  Entry ReadItem(const XmlElement& item) const {
    Entry entry;
    auto& article = entry.article;
    article.set_title(PlainLine(Text(item, "title")));
    article.set_source_guid(Text(item, "guid"));
    article.set_canonical_uri(LinkOf(item));
    ReadText(item, article);
    for (const XmlElement& creator : item.Children(kDublinCoreNs, "creator")) {
      article.add_authors()->set_display_name(PlainLine(creator.Text()));
    }
    const std::string author = NameOf(PlainLine(Text(item, "author")));
    if (article.authors().empty() && !author.empty()) {
      article.add_authors()->set_display_name(author);
    }
    for (const XmlElement& category : item.Children(ns_, "category")) {
      const bool tag = absl::StrContains(category.Attribute("domain"), "tag");
      (tag ? entry.tag_names : entry.category_names).push_back(PlainLine(category.Text()));
    }
    for (const XmlElement& subject : item.Children(kDublinCoreNs, "subject")) {
      entry.category_names.push_back(PlainLine(subject.Text()));
    }
    entry.publish_date = Text(item, "pubDate");
    if (entry.publish_date.empty()) entry.publish_date = item.ChildText(kDublinCoreNs, "date");
    if (entry.publish_date.empty()) entry.publish_date = item.ChildText(kAtomNs, "published");
    entry.update_date = item.ChildText(kAtomNs, "updated");
    if (entry.update_date.empty()) {
      entry.update_date = item.ChildText(kDublinCoreTermsNs, "modified");
    }
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
  std::string LinkOf(const XmlElement& item) const {
    // FeedBurner puts its own address into <link>.
    std::string link = item.ChildText(kFeedBurnerNs, "origLink");
    if (link.empty()) link = Text(item, "link");
    if (link.empty()) link = AtomLink(item, "alternate");
    if (!link.empty()) return link;
    for (const XmlElement& guid : item.Children(ns_, "guid")) {
      const std::string text(absl::StripAsciiWhitespace(guid.Text()));
      if (guid.Attribute("isPermaLink") != "false" && IsHttp(text)) return text;
    }
    return "";
  }

  void ReadText(const XmlElement& item, article::v1::Article& article) const {
    article.set_body_html(item.ChildText(kContentNs, "encoded"));
    article.set_teaser_html(Text(item, "description"));
    if (article.body_html().empty() && article.teaser_html().empty()) {
      article.set_teaser_html(item.ChildText(kDublinCoreNs, "description"));
    }
    if (article.body_html().empty()) {
      for (const XmlElement& content : item.Children(kAtomNs, "content")) {
        article.set_body_html(content.Text());
      }
    }
  }

  static std::string LanguageOfItem(const XmlElement& item) {
    std::string language = item.ChildText(kDublinCoreNs, "language");
    return language.empty() ? item.Attribute("lang") : language;
  }

  const std::string_view ns_;
  const std::string base_;
};

std::vector<XmlElement> Named(const XmlElement& parent, std::string_view name) {
  std::vector<XmlElement> children = parent.Children();
  std::erase_if(children, [&](const XmlElement& child) { return child.name() != name; });
  return children;
}

// The link of RSS itself: atom:link has the same local name.
std::string SiteLink(const XmlElement& channel, const RssReader& reader, const std::string& uri) {
  const std::string link = reader.Text(channel, "link");
  const absl::StatusOr<std::string> resolved = ResolveUri(uri, link);
  return link.empty() || !resolved.ok() ? "" : *resolved;
}

}  // namespace

absl::StatusOr<Document> ParseRss(const XmlElement& root, const std::string& uri) {
  const std::vector<XmlElement> channels = Named(root, "channel");
  if (channels.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", root.line(), ": <", std::string(root.name()), "> without a channel"));
  }
  const XmlElement& channel = channels[0];
  const RssReader reader(channel, uri);
  Document document;
  document.title = PlainLine(reader.Text(channel, "title"));
  document.site_uri = SiteLink(channel, reader, uri);
  document.language_code = reader.Text(channel, "language");
  if (document.language_code.empty()) {
    document.language_code = channel.ChildText(kDublinCoreNs, "language");
  }
  document.older_uri = AtomLink(channel, "next");
  if (document.older_uri.empty()) document.older_uri = AtomLink(channel, "prev-archive");
  // RSS 1.0 has its items beside the channel.
  const XmlElement& parent = root.name() == "RDF" ? root : channel;
  for (const XmlElement& item : Named(parent, "item")) {
    if (IsFull(document)) break;
    document.entries.push_back(reader.ReadItem(item));
  }
  if (absl::StrContains(reader.Text(channel, "generator"), "wordpress.org")) {
    TellTagsFromCategories(document);
    document.title = SiteTitleOfWordPress(document.title, AtomLink(channel, "self"));
  }
  return document;
}

}  // namespace broadsheet::ingest

#include "ingest/pages/h_feed.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "ingest/html/html_limits.h"
#include "ingest/pages/item_properties.h"
#include "ingest/pages/older_link.h"
#include "ingest/pages/page_markup.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

std::vector<std::string> ClassesOf(const HtmlNode& node) {
  return absl::StrSplit(std::string(node.Attribute("class")), absl::ByAnyChar(" \t\r\n\f"),
                        absl::SkipEmpty());
}

// Whether the element is a thing of its own: "h-card", not "h-25" of a style sheet.
bool IsRoot(const HtmlNode& node) {
  const std::vector<std::string> classes = ClassesOf(node);
  return std::any_of(classes.begin(), classes.end(), [](const std::string& name) {
    return name.size() > 2 && absl::StartsWith(name, "h-") &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
  });
}

// "p-name", "dt-published".
std::vector<std::string> PropertyNames(const HtmlNode& node) {
  std::vector<std::string> names = ClassesOf(node);
  std::erase_if(names, [](const std::string& name) {
    return name.find('-') != 1 && !absl::StartsWith(name, "dt-");
  });
  return names;
}

ItemProperties PropertiesOf(const HtmlNode& item) {
  return ItemProperties(item, &PropertyNames, &IsRoot);
}

// "value" and "value-title" classes: what is meant, where that is not all of the element.
std::optional<std::string> ValueOf(const HtmlNode& property) {
  std::string value;
  for (const HtmlNode* part : FindAll(property, [](const HtmlNode& node) {
         return node.HasClass("value") || node.HasClass("value-title");
       })) {
    const std::string_view stated =
        part->HasClass("value-title") ? part->Attribute("title") : part->Attribute("datetime");
    absl::StrAppend(&value, value.empty() ? "" : " ",
                    stated.empty() ? CollapseSpace(TextOf(*part)) : std::string(stated));
  }
  if (value.empty()) return std::nullopt;
  return value;
}

std::string LineOf(const HtmlNode* property) {
  if (property == nullptr) return "";
  if (const std::optional<std::string> value = ValueOf(*property)) return *value;
  for (const char* attribute : {"title", "value", "alt"}) {
    const bool counts =
        (attribute[0] == 't' && property->tag == "abbr") ||
        (attribute[0] == 'v' && (property->tag == "data" || property->tag == "input")) ||
        (attribute[0] == 'a' && (property->tag == "img" || property->tag == "area"));
    if (counts && !property->Attribute(attribute).empty()) {
      return CollapseSpace(property->Attribute(attribute));
    }
  }
  return CollapseSpace(Nfc(TextOf(*property)));
}

std::string DateOf(const HtmlNode* property) {
  if (property == nullptr) return "";
  if (const std::optional<std::string> value = ValueOf(*property)) return *value;
  const std::string_view stated = property->Attribute("datetime");
  return stated.empty() ? LineOf(property) : std::string(stated);
}

// As it stands in the attribute that holds it.
std::string UriOf(const HtmlNode* property) {
  if (property == nullptr) return "";
  for (const char* attribute : {"href", "src", "data", "poster", "value"}) {
    if (!property->Attribute(attribute).empty()) return std::string(property->Attribute(attribute));
  }
  // What a card stands for, such as a picture with a caption.
  const HtmlNode* inside = FindFirst(*property, [](const HtmlNode& node) {
    return node.tag == "img" && !node.Attribute("src").empty();
  });
  return inside == nullptr ? LineOf(property) : std::string(inside->Attribute("src"));
}

// What a card is called: what it says, or else its picture, or all of it.
std::string NameOfCard(const HtmlNode& author) {
  if (!IsRoot(author)) return LineOf(&author);
  const ItemProperties card = PropertiesOf(author);
  if (const HtmlNode* name = card.First({"p-name", "p-nickname"})) return LineOf(name);
  const std::string text = LineOf(&author);
  if (!text.empty()) return text;
  return LineOf(FindFirst(author, [](const HtmlNode& node) {
    return node.tag == "img" && !node.Attribute("alt").empty();
  }));
}

void AddAuthors(const ItemProperties& item, article::v1::Article& article) {
  for (const HtmlNode* author : item.All("p-author")) {
    const std::string name = NameOfCard(*author);
    if (!name.empty()) article.add_authors()->set_display_name(name);
  }
  const HtmlNode* author = item.First({"u-author"});
  if (!article.authors().empty() || author == nullptr || !IsRoot(*author)) return;
  const std::string name = NameOfCard(*author);
  if (!name.empty()) article.add_authors()->set_display_name(name);
}

// What readers and other posts say of it is no part of its text.
void RemoveAnswers(HtmlNode& content) {
  std::erase_if(content.children, [](const HtmlNode& child) {
    return child.HasClass("h-entry") || child.HasClass("p-comment") ||
           child.HasClass("u-comment") || child.HasClass("u-like") || child.HasClass("p-like");
  });
  for (HtmlNode& child : content.children) RemoveAnswers(child);
}

// The markup of an e- property, or the words of another.
std::string HtmlOf(const ItemProperties& item, const char* markup, const char* words) {
  if (const HtmlNode* found = item.First({markup})) {
    HtmlNode root = *found;
    root.tag = "#root";
    RemoveAnswers(root);
    return Serialise(root);
  }
  return EscapeHtml(LineOf(item.First({words})));
}

// A name that is the text itself, or how that begins, is that of a note, which has none.
std::string TitleOf(const ItemProperties& item) {
  const std::string name = LineOf(item.First({"p-name"}));
  const HtmlNode* text = item.First({"e-content", "p-content"});
  if (text == nullptr || name.empty()) return name;
  const std::string words = CollapseSpace(Nfc(TextOf(*text)));
  return name == words || (name.size() > 100 && absl::StartsWith(words, name)) ? "" : name;
}

// Whether it says that somebody liked or shared something, and nothing else.
bool IsGesture(const ItemProperties& item, const Entry& entry) {
  const bool gesture = item.Has("u-like-of") || item.Has("u-repost-of") ||
                       item.Has("u-bookmark-of") || item.Has("p-rsvp");
  return gesture && entry.article.body_html().empty() && entry.article.teaser_html().empty();
}

// Where the first link of `rel` leads; empty without one.
std::string TargetOf(const HtmlNode& page, const char* rel) {
  const HtmlNode* link = FindFirst(page, [&](const HtmlNode& node) {
    return (node.tag == "link" || node.tag == "a") && HasWord(node.Attribute("rel"), rel);
  });
  return link == nullptr ? "" : std::string(link->Attribute("href"));
}

class FeedReader {
 public:
  FeedReader(const HtmlNode& page, const std::string& uri, std::string base)
      : base_(std::move(base)) {
    ReadSite(page, uri, document_);
    if (document_.title.empty()) document_.title = LineOf(FindFirst(page, HasTag("title")));
    document_.older_uri = OlderUri(page, uri);
    document_.hub_uri = TargetOf(page, "hub");
    document_.self_uri = TargetOf(page, "self");
  }

  void ReadHead(const HtmlNode& feed) {
    const ItemProperties head = PropertiesOf(feed);
    if (const std::string name = LineOf(head.First({"p-name"})); !name.empty()) {
      document_.title = name;
    }
    AddAuthors(head, feed_);
  }

  void ReadEntry(const HtmlNode& element) {
    const ItemProperties item = PropertiesOf(element);
    Entry entry;
    article::v1::Article& article = entry.article;
    article.set_title(TitleOf(item));
    article.set_body_html(HtmlOf(item, "e-content", "p-content"));
    article.set_teaser_html(HtmlOf(item, "e-summary", "p-summary"));
    if (IsGesture(item, entry)) {
      ++document_.left_out;
      ++document_.left_out_kinds["other"];
      return;
    }
    article.set_canonical_uri(Absolute(UriOf(item.First({"u-url", "u-uid"}))));
    if (article.canonical_uri().empty() && element.tag == "a") {
      article.set_canonical_uri(Absolute(std::string(element.Attribute("href"))));
    }
    AddAuthors(item, article);
    if (article.authors().empty()) *article.mutable_authors() = feed_.authors();
    for (const HtmlNode* category : item.All("p-category")) {
      entry.tag_names.push_back(IsRoot(*category) ? NameOfCard(*category) : LineOf(category));
    }
    entry.publish_date = DateOf(item.First({"dt-published"}));
    entry.update_date = DateOf(item.First({"dt-updated"}));
    if (entry.publish_date.empty()) entry.publish_date = entry.update_date;
    article.set_image_uri(Absolute(UriOf(item.First({"u-featured", "u-photo"}))));
    article.set_language_code(std::string(element.Attribute("lang")));
    // Whose only words are its own, without any marks.
    if (article.title().empty() && article.body_html().empty() && article.teaser_html().empty()) {
      article.set_title(LineOf(&element));
    }
    entry.base_uri = base_;
    entry.id = article.canonical_uri();
    if (entry.id.empty()) entry.id = absl::StrCat("entry ", document_.entries.size() + 1);
    entry.raw = Serialise(element);
    document_.entries.push_back(std::move(entry));
  }

  Document Finish() && {
    for (Entry& entry : document_.entries) {
      auto& source = *entry.article.mutable_source();
      source.set_title(document_.title);
      source.set_site_uri(document_.site_uri);
      source.set_language_code(document_.language_code);
    }
    return std::move(document_);
  }

 private:
  std::string Absolute(const std::string& uri) const {
    if (uri.empty()) return "";
    const absl::StatusOr<std::string> resolved = ResolveUri(base_, uri);
    return resolved.ok() && absl::StartsWith(*resolved, "http") ? *resolved : "";
  }

  const std::string base_;
  // Its authors are those of entries without any.
  article::v1::Article feed_;
  Document document_;
};

// The outermost h-entry elements that are in no other thing.
void FindEntries(const HtmlNode& node, std::vector<const HtmlNode*>* entries) {
  for (const HtmlNode& child : node.children) {
    if (!child.is_element()) continue;
    if (child.HasClass("h-entry")) {
      entries->push_back(&child);
    } else if (!IsRoot(child)) {
      FindEntries(child, entries);
    }
  }
}

struct FoundFeed {
  // Null where the entries stand on the page by themselves.
  const HtmlNode* feed = nullptr;
  std::vector<const HtmlNode*> entries;
};

FoundFeed FindFeed(const HtmlNode& page) {
  FoundFeed found;
  for (const HtmlNode* feed : FindAll(page, HasClassNamed("h-feed"))) {
    FindEntries(*feed, &found.entries);
    if (found.entries.empty()) continue;
    found.feed = feed;
    return found;
  }
  FindEntries(page, &found.entries);
  // One by itself is an article.
  if (found.entries.size() < 2) found.entries.clear();
  return found;
}

}  // namespace

bool IsHFeed(const HtmlNode& page) { return !FindFeed(page).entries.empty(); }

absl::StatusOr<Document> ParseHFeed(std::string_view bytes, std::string_view content_type,
                                    const std::string& uri) {
  const std::string text = ToUtf8(bytes, CharsetOfContentType(content_type)).text;
  RETURN_IF_ERROR(CheckHtml("page", text));
  const HtmlNode page = ParsePage(text);
  const FoundFeed found = FindFeed(page);
  if (found.entries.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a feed: an HTML page without entries that are marked up as h-entry"));
  }
  FeedReader reader(page, uri, BaseOf(page, uri));
  if (found.feed != nullptr) reader.ReadHead(*found.feed);
  for (const HtmlNode* entry : found.entries) reader.ReadEntry(*entry);
  return std::move(reader).Finish();
}

}  // namespace broadsheet::ingest

#include "ingest/formats/json_feed.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "ingest/formats/json.h"
#include "ingest/html/html.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using nlohmann::json;

// Plain text with empty lines between paragraphs.
std::string HtmlOfText(const std::string& text) {
  std::string html;
  for (const absl::string_view paragraph : absl::StrSplit(text, "\n\n", absl::SkipWhitespace())) {
    absl::StrAppend(&html, "<p>", EscapeHtml(std::string(paragraph)), "</p>");
  }
  return html;
}

const json& ArrayAt(const json& object, const char* key) {
  static const json* const kEmpty = new json(json::array());
  const auto it = object.find(key);
  return it == object.end() || !it->is_array() ? *kEmpty : *it;
}

// The text of a value that should be a string, but may be a number.
std::string TextAt(const json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return "";
  return it->is_string() ? it->get<std::string>() : it->is_number() ? JsonText(*it) : "";
}

// An author is an object or a name; several are an array of them.
void AddAuthors(const json& value, article::v1::Article& article) {
  if (value.is_array()) {
    for (const json& each : value) {
      if (!each.is_array()) AddAuthors(each, article);
    }
    return;
  }
  const std::string name =
      CollapseSpace(value.is_string() ? value.get<std::string>() : StringAt(value, "name"));
  if (!name.empty()) article.add_authors()->set_display_name(name);
}

void ReadAuthors(const json& object, article::v1::Article& article) {
  for (const char* key : {"authors", "author"}) {
    if (article.authors().empty() && object.contains(key)) AddAuthors(object[key], article);
  }
}

// An array, or one string with commas.
void ReadTags(const json& item, Entry& entry) {
  for (const json& tag : ArrayAt(item, "tags")) {
    if (tag.is_string()) entry.tag_names.push_back(tag.get<std::string>());
  }
  const std::string listed = StringAt(item, "tags");
  for (const absl::string_view tag : absl::StrSplit(listed, ',', absl::SkipWhitespace())) {
    entry.tag_names.emplace_back(absl::StripAsciiWhitespace(tag));
  }
}

std::string ImageOf(const json& item) {
  for (const char* key : {"image", "banner_image"}) {
    if (std::string image = StringAt(item, key); !image.empty()) return image;
  }
  for (const json& attachment : ArrayAt(item, "attachments")) {
    if (absl::StartsWith(StringAt(attachment, "mime_type"), "image/")) {
      return StringAt(attachment, "url");
    }
  }
  return "";
}

Entry ReadItem(const json& item, const json& feed, size_t index) {
  Entry entry;
  auto& article = entry.article;
  article.set_source_guid(TextAt(item, "id"));
  article.set_canonical_uri(StringAt(item, "url"));
  const std::string external = StringAt(item, "external_url");
  if (article.canonical_uri().empty()) article.set_canonical_uri(external);
  article.set_title(CollapseSpace(StringAt(item, "title")));
  article.set_body_html(StringAt(item, "content_html"));
  if (article.body_html().empty()) {
    article.set_body_html(HtmlOfText(StringAt(item, "content_text")));
  }
  article.set_teaser_html(HtmlOfText(StringAt(item, "summary")));
  ReadAuthors(item, article);
  if (article.authors().empty()) ReadAuthors(feed, article);
  ReadTags(item, entry);
  entry.publish_date = TextAt(item, "date_published");
  entry.update_date = TextAt(item, "date_modified");
  article.set_image_uri(ImageOf(item));
  article.set_language_code(StringAt(item, "language"));
  if (!external.empty() && external != article.canonical_uri()) {
    article.mutable_more()->set_kind(article::v1::MoreLink::KIND_SOURCE);
    article.mutable_more()->set_uri(external);
    article.mutable_more()->set_label("Read more");
  }
  entry.base_uri = article.canonical_uri();
  entry.id = article.source_guid().empty() ? article.canonical_uri() : article.source_guid();
  if (entry.id.empty()) entry.id = absl::StrCat("item ", index + 1);
  entry.raw = JsonText(item);
  return entry;
}

void AddItem(const json& item, const json& feed, size_t index, Document& document) {
  if (item.is_object()) {
    document.entries.push_back(ReadItem(item, feed, index));
    return;
  }
  const std::string id = absl::StrCat("item ", index + 1);
  document.errors.push_back({id, JsonText(item), InvalidField("items", id + " is no object")});
}

// A feed that is no JSON as a whole, `defect`: the items that are.
absl::StatusOr<Document> ParseItemByItem(std::string_view text, const absl::Status& defect) {
  Document document;
  document.defect = std::string(defect.message());
  const std::vector<std::string_view> items = SplitArray(text, "items");
  for (size_t i = 0; i < items.size() && !IsFull(document); ++i) {
    const absl::StatusOr<json> item = ParseLooseJson(items[i]);
    if (item.ok()) {
      AddItem(*item, json::object(), i, document);
    } else {
      document.errors.push_back(
          {absl::StrCat("item ", i + 1), std::string(items[i]), item.status()});
    }
  }
  if (document.entries.empty()) return defect;
  return document;
}

// The first hub that speaks WebSub: others may be there for "rssCloud".
std::string HubOf(const json& feed) {
  const auto hubs = feed.find("hubs");
  if (hubs == feed.end() || !hubs->is_array()) return "";
  for (const json& hub : *hubs) {
    const std::string type = AsciiLower(StringAt(hub, "type"));
    if (type == "websub" || type == "pubsubhubbub") return StringAt(hub, "url");
  }
  return "";
}

}  // namespace

absl::StatusOr<Document> ParseJsonFeed(std::string_view text) {
  bool repaired = false;
  absl::StatusOr<json> feed = ParseLooseJson(text, &repaired);
  if (!feed.ok()) return ParseItemByItem(text, feed.status());
  const json* items = feed->is_object() && feed->contains("items") ? &(*feed)["items"] : nullptr;
  const std::string version = TextAt(*feed, "version");
  // Some say no more than "1.1".
  if (!absl::StrContains(version, "jsonfeed.org/version/") && !absl::StartsWith(version, "1")) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a JSON Feed: its version is \"", version, "\""));
  }
  if (items == nullptr || !items->is_array()) {
    return absl::InvalidArgumentError("a JSON Feed without items");
  }
  Document document;
  if (repaired) document.defect = std::string(ParseJson(text).status().message());
  document.title = CollapseSpace(StringAt(*feed, "title"));
  document.site_uri = StringAt(*feed, "home_page_url");
  document.language_code = StringAt(*feed, "language");
  document.older_uri = StringAt(*feed, "next_url");
  document.hub_uri = HubOf(*feed);
  document.self_uri = StringAt(*feed, "feed_url");
  for (size_t i = 0; i < items->size() && !IsFull(document); ++i) {
    AddItem((*items)[i], *feed, i, document);
  }
  return document;
}

}  // namespace broadsheet::ingest

#include "ingest/formats/json_feed.h"

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

void ReadAuthors(const json& object, article::v1::Article& article) {
  for (const json& author : ArrayAt(object, "authors")) {
    const std::string name = CollapseSpace(StringAt(author, "name"));
    if (!name.empty()) article.add_authors()->set_display_name(name);
  }
  if (!article.authors().empty() || !object.contains("author")) return;
  const std::string name = CollapseSpace(StringAt(object["author"], "name"));
  if (!name.empty()) article.add_authors()->set_display_name(name);
}

// The id is a string, but many feeds have a number.
std::string IdOf(const json& item) {
  const auto it = item.find("id");
  if (it == item.end() || it->is_null()) return "";
  return it->is_string() ? it->get<std::string>() : JsonText(*it);
}

Entry ReadItem(const json& item, const json& feed, size_t index) {
  Entry entry;
  auto& article = entry.article;
  article.set_source_guid(IdOf(item));
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
  for (const json& tag : ArrayAt(item, "tags")) {
    if (tag.is_string()) entry.tag_names.push_back(tag.get<std::string>());
  }
  entry.publish_date = StringAt(item, "date_published");
  entry.update_date = StringAt(item, "date_modified");
  article.set_image_uri(StringAt(item, "image"));
  if (article.image_uri().empty()) article.set_image_uri(StringAt(item, "banner_image"));
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

}  // namespace

absl::StatusOr<Document> ParseJsonFeed(std::string_view text) {
  ASSIGN_OR_RETURN(const json feed, ParseJson(text));
  if (!absl::StartsWith(StringAt(feed, "version"), "https://jsonfeed.org/version/")) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a JSON Feed: its version is \"", StringAt(feed, "version"), "\""));
  }
  if (!feed.contains("items") || !feed["items"].is_array()) {
    return absl::InvalidArgumentError("a JSON Feed without items");
  }
  Document document;
  document.title = CollapseSpace(StringAt(feed, "title"));
  document.site_uri = StringAt(feed, "home_page_url");
  document.language_code = StringAt(feed, "language");
  document.older_uri = StringAt(feed, "next_url");
  const json& items = feed["items"];
  for (size_t i = 0; i < items.size() && !IsFull(document); ++i) {
    if (items[i].is_object()) {
      document.entries.push_back(ReadItem(items[i], feed, i));
    } else {
      const std::string id = absl::StrCat("item ", i + 1);
      document.errors.push_back(
          {id, JsonText(items[i]), InvalidField("items", id + " is no object")});
    }
  }
  return document;
}

}  // namespace broadsheet::ingest

#include "ingest/pages/json_ld.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "ingest/formats/json.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Author;
using nlohmann::json;

// The values at `key`, whether it holds one or a list.
std::vector<json> ValuesAt(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return {};
  if (it->is_array()) return it->get<std::vector<json>>();
  return {*it};
}

bool HasType(const json& object, absl::string_view suffix) {
  for (const json& type : ValuesAt(object, "@type")) {
    if (type.is_string() && absl::EndsWith(type.get<std::string>(), suffix)) return true;
  }
  return false;
}

bool IsArticle(const json& object) {
  return HasType(object, "Article") || HasType(object, "BlogPosting") || HasType(object, "Report");
}

// The article among `value`, its list, or its "@graph".
const json* FindArticle(const json& value) {
  if (value.is_array()) {
    for (const json& element : value) {
      if (const json* found = FindArticle(element)) return found;
    }
    return nullptr;
  }
  if (!value.is_object()) return nullptr;
  if (IsArticle(value)) return &value;
  const auto graph = value.find("@graph");
  return graph == value.end() ? nullptr : FindArticle(*graph);
}

// A text, or the `key` of an object that stands in its place.
std::string TextOrMember(const json& object, const char* field, const char* key) {
  for (const json& value : ValuesAt(object, field)) {
    if (value.is_string()) return value.get<std::string>();
    if (std::string text = StringAt(value, key); !text.empty()) return text;
  }
  return "";
}

std::vector<std::string> Names(const json& object, const char* field) {
  std::vector<std::string> names;
  for (const json& value : ValuesAt(object, field)) {
    if (!value.is_string()) continue;
    for (const absl::string_view name :
         absl::StrSplit(value.get<std::string>(), ',', absl::SkipWhitespace())) {
      names.push_back(PlainLine(std::string(name)));
    }
  }
  return names;
}

Author::Kind KindOf(const json& author) {
  if (HasType(author, "SoftwareApplication")) return Author::KIND_SOFTWARE;
  if (HasType(author, "Organization")) return Author::KIND_ORGANIZATION;
  if (HasType(author, "Person")) return Author::KIND_PERSON;
  return Author::KIND_UNSPECIFIED;
}

std::vector<Author> AuthorsOf(const json& object) {
  std::vector<Author> authors;
  for (const json& value : ValuesAt(object, "author")) {
    const std::string name =
        PlainLine(value.is_string() ? value.get<std::string>() : StringAt(value, "name"));
    if (name.empty()) continue;
    Author& author = authors.emplace_back();
    author.set_display_name(name);
    if (value.is_object()) author.set_kind(KindOf(value));
  }
  return authors;
}

JsonLdArticle Read(const json& object) {
  JsonLdArticle article;
  article.headline = PlainLine(StringAt(object, "headline"));
  article.uri = StringAt(object, "url");
  if (article.uri.empty()) article.uri = TextOrMember(object, "mainEntityOfPage", "@id");
  article.published = StringAt(object, "datePublished");
  article.modified = StringAt(object, "dateModified");
  article.language_code = TextOrMember(object, "inLanguage", "alternateName");
  article.image_uri = TextOrMember(object, "image", "url");
  article.publisher = PlainLine(TextOrMember(object, "publisher", "name"));
  article.authors = AuthorsOf(object);
  article.sections = Names(object, "articleSection");
  article.keywords = Names(object, "keywords");
  return article;
}

}  // namespace

std::optional<JsonLdArticle> FindJsonLdArticle(const HtmlNode& page) {
  const auto is_block = [](const HtmlNode& node) {
    return node.tag == "script" && node.Attribute("type") == "application/ld+json";
  };
  for (const HtmlNode* script : FindAll(page, is_block)) {
    std::string text;
    for (const HtmlNode& child : script->children) text += child.text;
    const absl::StatusOr<json> value = ParseJson(text);
    if (!value.ok()) continue;
    if (const json* object = FindArticle(*value)) return Read(*object);
  }
  return std::nullopt;
}

}  // namespace broadsheet::ingest

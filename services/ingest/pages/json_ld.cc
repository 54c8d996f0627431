#include "ingest/pages/json_ld.h"

#include <algorithm>
#include <initializer_list>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "ingest/formats/json.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/canonical_uri.h"
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
  for (const char* type : {"Article", "BlogPosting", "Report", "LiveBlogPosting"}) {
    if (HasType(object, type)) return true;
  }
  return false;
}

// All that the blocks of a page describe.
class Graph {
 public:
  explicit Graph(const HtmlNode& page) {
    const auto is_block = [](const HtmlNode& node) {
      return node.tag == "script" &&
             absl::StartsWithIgnoreCase(std::string(node.Attribute("type")), "application/ld+json");
    };
    for (const HtmlNode* script : FindAll(page, is_block)) {
      std::string text;
      for (const HtmlNode& child : script->children) text += child.text;
      absl::StatusOr<json> value = ParseLooseJson(text);
      // Several objects in a row.
      if (!value.ok()) {
        value = ParseLooseJson(
            absl::StrCat("[", absl::StrReplaceAll(text, {{"}{", "},{"}, {"}\n{", "},{"}}), "]"));
      }
      if (value.ok()) blocks_.push_back(*std::move(value));
    }
    for (const json& block : blocks_) Note(block);
  }

  const std::vector<const json*>& articles() const { return articles_; }

  // What stands where `value` only refers to it.
  const json& Resolve(const json& value) const {
    const std::string id = StringAt(value, "@id");
    const auto found = by_id_.find(id);
    const bool refers = value.is_object() && !id.empty() && value.size() <= 2;
    return refers && found != by_id_.end() ? *found->second : value;
  }

  // The values at `key` of `object`, whether it holds one or a list, resolved.
  std::vector<const json*> ValuesOf(const json& object, const char* key) const {
    std::vector<const json*> values;
    const auto it = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || it == object.end() || it->is_null()) return values;
    if (!it->is_array()) return {&Resolve(*it)};
    for (const json& value : *it) values.push_back(&Resolve(value));
    return values;
  }

 private:
  void Note(const json& value) {
    if (value.is_array()) {
      for (const json& element : value) Note(element);
    }
    if (!value.is_object()) return;
    const std::string id = StringAt(value, "@id");
    if (!id.empty() && value.size() > 2) by_id_.emplace(id, &value);
    if (IsArticle(value)) articles_.push_back(&value);
    for (const auto& [key, member] : value.items()) {
      // What a page lists are other pages.
      if (key != "itemListElement" && key != "hasPart" && member.is_structured()) Note(member);
    }
  }

  std::vector<json> blocks_;
  std::map<std::string, const json*> by_id_;
  std::vector<const json*> articles_;
};

// A text, or the `key` of an object that stands in its place.
std::string TextOrMember(const Graph& graph, const json& object, const char* field,
                         std::initializer_list<const char*> keys) {
  for (const json* value : graph.ValuesOf(object, field)) {
    if (value->is_string()) return value->get<std::string>();
    for (const char* key : keys) {
      if (std::string text = StringAt(*value, key); !text.empty()) return text;
    }
  }
  return "";
}

std::vector<std::string> Names(const Graph& graph, const json& object, const char* field) {
  std::vector<std::string> names;
  for (const json* value : graph.ValuesOf(object, field)) {
    if (!value->is_string()) continue;
    for (const absl::string_view name :
         absl::StrSplit(value->get<std::string>(), ',', absl::SkipWhitespace())) {
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

std::vector<Author> AuthorsOf(const Graph& graph, const json& object) {
  std::vector<Author> authors;
  for (const char* field : {"author", "creator"}) {
    for (const json* value : graph.ValuesOf(object, field)) {
      const std::string name =
          PlainLine(value->is_string() ? value->get<std::string>() : StringAt(*value, "name"));
      // Some put the address of a profile there.
      if (name.empty() || absl::StartsWith(name, "http")) continue;
      Author& author = authors.emplace_back();
      author.set_display_name(name);
      if (value->is_object()) author.set_kind(KindOf(*value));
    }
    if (!authors.empty()) break;
  }
  return authors;
}

std::string UriOf(const Graph& graph, const json& object) {
  std::string uri = TextOrMember(graph, object, "url", {"@id"});
  if (uri.empty()) uri = TextOrMember(graph, object, "mainEntityOfPage", {"@id", "url"});
  return uri;
}

JsonLdArticle Read(const Graph& graph, const json& object) {
  JsonLdArticle article;
  article.headline = PlainLine(StringAt(object, "headline"));
  if (article.headline.empty()) article.headline = PlainLine(StringAt(object, "name"));
  article.uri = UriOf(graph, object);
  article.published = StringAt(object, "datePublished");
  article.modified = StringAt(object, "dateModified");
  article.language_code = TextOrMember(graph, object, "inLanguage", {"alternateName", "name"});
  article.image_uri = TextOrMember(graph, object, "image", {"url", "contentUrl", "@id"});
  article.publisher = PlainLine(TextOrMember(graph, object, "publisher", {"name"}));
  article.authors = AuthorsOf(graph, object);
  article.sections = Names(graph, object, "articleSection");
  article.keywords = Names(graph, object, "keywords");
  article.body = TextOrMember(graph, object, "articleBody", {"@value"});
  return article;
}

// What the page says of itself: its titles, folded, and its addresses.
struct PageFacts {
  std::vector<std::string> titles;
  std::vector<std::string> uris;
};

PageFacts FactsOf(const HtmlNode& page, const std::string& uri) {
  PageFacts facts{{}, {uri}};
  const auto note = [&](const HtmlNode& node) {
    if (node.tag == "title" || node.tag == "h1") {
      facts.titles.push_back(Fingerprint(TextOf(node)));
    } else if (node.tag == "meta" && (node.Attribute("property") == "og:title")) {
      facts.titles.push_back(Fingerprint(node.Attribute("content")));
    } else if (node.tag == "link" && HasWord(node.Attribute("rel"), "canonical")) {
      facts.uris.push_back(LinkTarget(uri, node.Attribute("href")));
    }
    return false;
  };
  FindFirst(page, note);
  return facts;
}

Likeness LikenessOf(const JsonLdArticle& article, const PageFacts& facts) {
  constexpr size_t kTellingBytes = 8;
  const std::string target = LinkTarget(facts.uris[0], article.uri);
  for (const std::string& uri : facts.uris) {
    if (!target.empty() && SamePage(target, uri)) return Likeness::kByAddress;
  }
  const std::string headline = Fingerprint(article.headline);
  for (const std::string& title : facts.titles) {
    const bool long_enough = std::min(headline.size(), title.size()) >= kTellingBytes;
    if (!headline.empty() && headline == title) return Likeness::kByHeadline;
    if (long_enough && (absl::StrContains(title, headline) || absl::StrContains(headline, title))) {
      return Likeness::kByHeadline;
    }
  }
  return target.empty() ? Likeness::kSaysNothing : Likeness::kNone;
}

}  // namespace

std::optional<JsonLdArticle> ArticleOfPage(std::vector<JsonLdArticle> articles, Likeness least,
                                           const HtmlNode& page, const std::string& uri) {
  if (articles.empty()) return std::nullopt;
  const PageFacts facts = FactsOf(page, uri);
  std::optional<JsonLdArticle> best;
  Likeness best_likeness = Likeness::kNone;
  for (JsonLdArticle& article : articles) {
    const Likeness likeness = LikenessOf(article, facts);
    if (likeness < least || likeness <= best_likeness) continue;
    best_likeness = likeness;
    best = std::move(article);
  }
  return best;
}

std::optional<JsonLdArticle> FindJsonLdArticle(const HtmlNode& page, const std::string& uri) {
  const Graph graph(page);
  std::vector<JsonLdArticle> articles;
  for (const json* object : graph.articles()) articles.push_back(Read(graph, *object));
  return ArticleOfPage(std::move(articles), Likeness::kSaysNothing, page, uri);
}

}  // namespace broadsheet::ingest

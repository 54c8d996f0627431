#include "ingest/pages/microdata.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "ingest/pages/item_properties.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Author;

constexpr size_t kMostArticles = 100;
constexpr size_t kMostAuthors = 20;

bool Has(const HtmlNode& node, std::string_view attribute) {
  return std::any_of(node.attributes.begin(), node.attributes.end(),
                     [&](const auto& each) { return each.first == attribute; });
}

// Whether an item is of a type of schema.org, such as "Article" and all that end so.
bool IsOfType(const HtmlNode& item, absl::string_view suffix) {
  for (const absl::string_view type :
       absl::StrSplit(std::string(item.Attribute("itemtype")), ' ')) {
    if (absl::StrContains(type, "schema.org/") && absl::EndsWith(type, suffix)) return true;
  }
  return false;
}

bool IsArticle(const HtmlNode& node) {
  if (!Has(node, "itemscope")) return false;
  for (const char* type : {"Article", "BlogPosting", "Report", "LiveBlogPosting"}) {
    if (IsOfType(node, type)) return true;
  }
  return false;
}

std::vector<std::string> PropertyNames(const HtmlNode& node) {
  return absl::StrSplit(std::string(node.Attribute("itemprop")), ' ', absl::SkipWhitespace());
}

ItemProperties PropertiesOf(const HtmlNode& item) {
  return ItemProperties(item, &PropertyNames,
                        [](const HtmlNode& node) { return Has(node, "itemscope"); });
}

// The words of a property: what an attribute states, or its text.
std::string LineOf(const HtmlNode* property) {
  if (property == nullptr) return "";
  for (const char* attribute : {"content", "datetime"}) {
    if (!property->Attribute(attribute).empty()) {
      return CollapseSpace(property->Attribute(attribute));
    }
  }
  return CollapseSpace(Nfc(TextOf(*property)));
}

// The address that a property is, or that of the item which it is.
std::string UriOf(const HtmlNode* property) {
  if (property == nullptr) return "";
  for (const char* attribute : {"content", "href", "src", "data-src", "itemid"}) {
    if (!property->Attribute(attribute).empty()) return std::string(property->Attribute(attribute));
  }
  if (!Has(*property, "itemscope")) return "";
  const ItemProperties item = PropertiesOf(*property);
  for (const char* name : {"url", "contentUrl"}) {
    const HtmlNode* inside = item.First({name});
    if (inside != nullptr && !Has(*inside, "itemscope")) {
      if (std::string uri = UriOf(inside); !uri.empty()) return uri;
    }
  }
  return "";
}

// What a property is called, which may be an item with a name.
std::string NameOf(const HtmlNode* property) {
  if (property == nullptr || !Has(*property, "itemscope")) return LineOf(property);
  return LineOf(PropertiesOf(*property).First({"name"}));
}

Author::Kind KindOf(const HtmlNode& author) {
  if (IsOfType(author, "Organization")) return Author::KIND_ORGANIZATION;
  if (IsOfType(author, "Person")) return Author::KIND_PERSON;
  return Author::KIND_UNSPECIFIED;
}

std::vector<Author> AuthorsOf(const ItemProperties& item) {
  std::vector<Author> authors;
  for (const char* property : {"author", "creator"}) {
    for (const HtmlNode* each : item.All(property)) {
      const std::string name = NameOf(each);
      if (name.empty() || absl::StartsWith(name, "http") || authors.size() == kMostAuthors)
        continue;
      Author& author = authors.emplace_back();
      author.set_display_name(name);
      author.set_kind(KindOf(*each));
    }
    if (!authors.empty()) break;
  }
  return authors;
}

std::vector<std::string> Names(const ItemProperties& item, const char* property) {
  std::vector<std::string> names;
  for (const HtmlNode* each : item.All(property)) {
    for (const absl::string_view name : absl::StrSplit(LineOf(each), ',', absl::SkipWhitespace())) {
      names.push_back(CollapseSpace({name.data(), name.size()}));
    }
  }
  return names;
}

JsonLdArticle Read(const HtmlNode& node) {
  const ItemProperties item = PropertiesOf(node);
  JsonLdArticle article;
  article.headline = LineOf(item.First({"headline"}));
  if (article.headline.empty()) article.headline = LineOf(item.First({"name"}));
  article.uri = UriOf(item.First({"url"}));
  if (article.uri.empty()) article.uri = UriOf(item.First({"mainEntityOfPage"}));
  if (article.uri.empty()) article.uri = std::string(node.Attribute("itemid"));
  article.published = LineOf(item.First({"datePublished"}));
  article.modified = LineOf(item.First({"dateModified"}));
  article.language_code = LineOf(item.First({"inLanguage"}));
  article.image_uri = UriOf(item.First({"image"}));
  article.publisher = NameOf(item.First({"publisher"}));
  article.authors = AuthorsOf(item);
  article.sections = Names(item, "articleSection");
  article.keywords = Names(item, "keywords");
  return article;
}

// All of them, whether one stands in another or not.
void FindArticles(const HtmlNode& node, std::vector<const HtmlNode*>* found) {
  for (const HtmlNode& child : node.children) {
    if (!child.is_element() || found->size() == kMostArticles) continue;
    if (IsArticle(child)) found->push_back(&child);
    FindArticles(child, found);
  }
}

}  // namespace

std::optional<JsonLdArticle> FindMicrodataArticle(const HtmlNode& page, const std::string& uri) {
  std::vector<const HtmlNode*> found;
  FindArticles(page, &found);
  std::vector<JsonLdArticle> articles;
  for (const HtmlNode* item : found) articles.push_back(Read(*item));
  // Cards of other stories are marked up alike, and hold less of it.
  return ArticleOfPage(std::move(articles), Likeness::kByHeadline, page, uri);
}

}  // namespace broadsheet::ingest

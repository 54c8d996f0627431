#include "web/json_ld.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "web/dates.h"
#include "web/language.h"
#include "web/links.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Author;
using Json = nlohmann::ordered_json;

const char* SchemaType(Author::Kind kind) {
  switch (kind) {
    case Author::KIND_ORGANIZATION:
      return "Organization";
    case Author::KIND_SOFTWARE:
      return "SoftwareApplication";
    default:
      return "Person";
  }
}

Json AuthorsOf(const Article& article) {
  Json authors = Json::array();
  for (const Author& author : article.authors()) {
    authors.push_back({{"@type", SchemaType(author.kind())}, {"name", author.display_name()}});
  }
  return authors;
}

}  // namespace

std::string ArticleJsonLd(const Article& article, const Site& site) {
  Json json = {{"@context", "https://schema.org"},
               {"@type", "NewsArticle"},
               {"headline", article.title()},
               {"url", absl::StrCat(site.base_uri, ArticleLink(article.path()))},
               {"datePublished", IsoTime(ToTime(article.list_time()))},
               {"dateModified", IsoTime(ModifiedTime(article))}};
  if (IsKnownLanguage(article.language_code())) json["inLanguage"] = article.language_code();
  if (article.authors_size() > 0) json["author"] = AuthorsOf(article);
  if (!article.source().title().empty()) {
    json["publisher"] = {{"@type", "Organization"},
                         {"name", article.source().title()},
                         {"url", article.source().site_uri()}};
  }
  if (IsWebUri(article.image_uri())) json["image"] = article.image_uri();
  if (article.tags_size() > 0) {
    json["keywords"] = std::vector<std::string>(article.tags().begin(), article.tags().end());
  }
  if (article.more().kind() == article::v1::MoreLink::KIND_SOURCE &&
      IsWebUri(article.more().uri())) {
    json["isBasedOn"] = article.more().uri();
  }
  if (IsWebUri(article.canonical_uri())) json["sameAs"] = article.canonical_uri();
  return absl::StrReplaceAll(json.dump(-1, ' ', false, Json::error_handler_t::replace),
                             {{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}});
}

}  // namespace broadsheet::web

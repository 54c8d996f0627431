#include "web/pages/article.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status.h"
#include "web/byline.h"
#include "web/collection.h"
#include "web/dates.h"
#include "web/excerpt.h"
#include "web/json_ld.h"
#include "web/language.h"
#include "web/links.h"
#include "web/pages/document.h"
#include "web/pages/entry.h"
#include "web/pages/message.h"
#include "web/pages/related.h"
#include "web/pictures.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Mention;
using Link = article::v1::ArticleLink;
using ctemplate::TemplateDictionary;
using query::v1::ListCategoriesResponse;

// An edit within a day of publishing is not news.
constexpr absl::Duration kNoticeableUpdate = absl::Hours(24);

void AddByline(const std::vector<std::string>& names, TemplateDictionary& content) {
  if (names.empty()) return;
  TemplateDictionary* list = content.AddSectionDictionary("BYLINE");
  for (size_t i = 0; i < names.size(); ++i) {
    TemplateDictionary* item = list->AddSectionDictionary("NAME");
    item->SetValue("SEPARATOR", std::string(NameSeparator(i, names.size())));
    item->SetValue("TEXT", names[i]);
  }
}

void AddShelves(const Article& article, const ListCategoriesResponse& categories,
                TemplateDictionary& content) {
  for (const std::string& name : article.categories()) {
    TemplateDictionary* item = content.AddSectionDictionary("CATEGORY");
    item->SetValue("LINK", CategoryLink(name));
    item->SetValue("TITLE", CategoryTitle(name, categories));
  }
  if (article.tags().empty()) return;
  TemplateDictionary* tags = content.AddSectionDictionary("TAGS");
  for (const std::string& tag : article.tags()) {
    TemplateDictionary* item = tags->AddSectionDictionary("TAG");
    item->SetValue("LINK", TagLink(tag));
    item->SetValue("TITLE", TagTitle(tag, article));
  }
}

void AddMentions(const Article& article, TemplateDictionary& content) {
  if (article.mentions().empty()) return;
  TemplateDictionary* mentions = content.AddSectionDictionary("MENTIONS");
  constexpr std::pair<Mention::Kind, const char*> kKinds[] = {
      {Mention::KIND_PLACE, "Places"},
      {Mention::KIND_ORGANIZATION, "Organisations"},
      {Mention::KIND_TOPIC, "Topics"}};
  for (const auto& [kind, title] : kKinds) {
    TemplateDictionary* group = nullptr;
    for (const Mention& mention : article.mentions()) {
      if (mention.kind() != kind) continue;
      if (group == nullptr) group = mentions->AddSectionDictionary("KIND");
      group->SetValue("TITLE", title);
      TemplateDictionary* item = group->AddSectionDictionary("MENTION");
      item->SetValue("NAME", mention.surface_form());
      item->SetValue("LINK", MentionLink(mention.entity()));
    }
  }
}

const char* VersionLabel(Link::Kind kind) {
  switch (kind) {
    case Link::KIND_SOURCE:
      return "Its source";
    case Link::KIND_SOURCE_OF:
      return "Written from it";
    default:
      return "Translation";
  }
}

// Links to the archive's articles that are this one in other words.
void AddVersions(const Article& article, TemplateDictionary& content) {
  TemplateDictionary* versions = nullptr;
  for (const Link& link : article.links()) {
    if (link.path().empty()) continue;
    if (versions == nullptr) versions = content.AddSectionDictionary("VERSIONS");
    TemplateDictionary* version = versions->AddSectionDictionary("VERSION");
    version->SetValue("LABEL", VersionLabel(link.kind()));
    version->SetValue("LINK", ArticleLink(link.path()));
    if (!IsKnownLanguage(link.language_code())) continue;
    TemplateDictionary* language = version->AddSectionDictionary("LANGUAGE");
    language->SetValue("NAME", LanguageName(link.language_code()));
    language->SetValue("TAG", link.language_code());
  }
}

// The article and its translations, by language: where there are any.
std::vector<Alternate> AlternatesOf(const Article& article) {
  std::vector<Alternate> alternates;
  for (const Link& link : article.links()) {
    const bool is_translation =
        link.kind() == Link::KIND_TRANSLATION || link.kind() == Link::KIND_TRANSLATION_OF;
    if (!is_translation || link.path().empty() || !IsKnownLanguage(link.language_code())) continue;
    alternates.push_back({link.language_code(), ArticleLink(link.path())});
  }
  if (!alternates.empty() && IsKnownLanguage(article.language_code())) {
    alternates.push_back({article.language_code(), ArticleLink(article.path())});
  }
  return alternates;
}

void AddSource(const Article& article, TemplateDictionary& content) {
  if (!IsWebUri(article.canonical_uri())) return;
  TemplateDictionary* source = content.AddSectionDictionary("SOURCE");
  source->SetValue("URI", article.canonical_uri());
  const std::string& title = article.source().title();
  source->SetValue("SITE", title.empty() ? HostOf(article.canonical_uri()) : title);
  SetOptional(*source, "RIGHTS", "TEXT", article.rights());
}

void AddImage(const Article& article, TemplateDictionary& content) {
  // Publishers often repeat the lead image inside the text.
  const std::string in_text = absl::StrReplaceAll(article.image_uri(), {{"&", "&amp;"}});
  if (absl::StrContains(article.body_html(), in_text)) return;
  SetOptional(content, "IMAGE", "URI", WebUriOrEmpty(article.image_uri()));
}

void FillArticle(const Article& article, const ListCategoriesResponse& categories, const Site& site,
                 TemplateDictionary& content) {
  FillHeadline(article, site, content);
  AddByline(BylineNames(article), content);
  const absl::Time updated = ToTime(article.source_update_time());
  if (updated > ToTime(article.list_time()) + kNoticeableUpdate) {
    TemplateDictionary* update = content.AddSectionDictionary("UPDATED");
    update->SetValue("DATE", LongDate(updated, site.time_zone));
    update->SetValue("ISO_DATE", IsoTime(updated, site.time_zone));
  }
  AddVersions(article, content);
  AddImage(article, content);
  // Ingest let nothing but its allow-list of elements and attributes into either.
  content.SetValue(
      "SANITISED_HTML",
      WithLazyPictures(article.body_html().empty() ? article.teaser_html() : article.body_html()));
  AddMoreLink(MoreLinkOnPage(article), content);
  AddShelves(article, categories, content);
  AddMentions(article, content);
  AddSource(article, content);
}

// What is left of a redacted article has no headline.
bool IsTombstone(const Article& article) { return article.title().empty(); }

// As the history tells it; empty where it can't be asked now.
std::string ReasonOfRedaction(const Request& request, const Article& tombstone,
                              const QueryClient& query) {
  query::v1::ListRevisionsRequest list;
  list.set_parent(tombstone.name());
  list.set_page_size(1);
  const auto newest = query.ListRevisions(request.call, list);
  return newest.ok() && newest->revisions_size() > 0 ? newest->revisions(0).reason() : "";
}

// None where that can't be told now.
query::v1::ListRelatedResponse RelatedTo(const Request& request, const Article& article,
                                         const QueryClient& query) {
  constexpr int kMost = 4;
  query::v1::ListRelatedRequest related;
  related.set_name(article.name());
  related.set_page_size(kMost);
  return query.ListRelated(request.call, related).value_or(query::v1::ListRelatedResponse());
}

Response MovedTo(const std::string& path) {
  Response response;
  response.status = 301;
  response.location = ArticleLink(path);
  return response;
}

}  // namespace

absl::StatusOr<Response> ArticlePage(const Request& request, const std::string& path,
                                     const ListCategoriesResponse& categories,
                                     const QueryClient& query) {
  query::v1::GetArticleRequest get;
  get.set_path(path);
  absl::StatusOr<Article> found = query.GetArticle(request.call, get);
  if (found.ok() && !found->merged_into().empty()) {
    get.set_name(found->merged_into());
    found = query.GetArticle(request.call, get);
  }
  if (Reason(found.status()) == "ARTICLE_DELETED") return DeletedPage(request, categories);
  RETURN_IF_ERROR(found.status());
  const Article& article = *found;
  if (IsTombstone(article)) {
    return WithdrawnPage(request, categories, ReasonOfRedaction(request, article, query));
  }
  if (article.path() != path) return MovedTo(article.path());
  Head head;
  head.title = article.title();
  head.description = Excerpt(article.teaser_html());
  head.canonical_link = ArticleLink(path);
  head.alternates = AlternatesOf(article);
  head.category = article.categories().empty() ? "" : article.categories(0);
  head.image_uri = WebUriOrEmpty(article.image_uri());
  head.json_ld = ArticleJsonLd(article, request.site);
  head.is_article = true;
  Document document(request, head, categories, "article.html");
  FillArticle(article, categories, request.site, document.content());
  AddRelated(article, RelatedTo(request, article, query), request.site, document.content());
  Response response = document.Finish();
  response.last_modified = ToTime(article.update_time());
  return response;
}

}  // namespace broadsheet::web

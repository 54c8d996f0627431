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
#include "web/pictures.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Mention;
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
      item->SetValue(
          "LINK",
          WithParameters("/search", {{"q", absl::StrCat("\"", mention.surface_form(), "\"")}}));
    }
  }
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
  head.category = article.categories().empty() ? "" : article.categories(0);
  head.image_uri = WebUriOrEmpty(article.image_uri());
  head.json_ld = ArticleJsonLd(article, request.site);
  head.is_article = true;
  Document document(request, head, categories, "article.html");
  FillArticle(article, categories, request.site, document.content());
  Response response = document.Finish();
  response.last_modified = ToTime(article.update_time());
  return response;
}

}  // namespace broadsheet::web

#include "web/pages/article.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Mention;
using ctemplate::TemplateDictionary;
using query::v1::ListCategoriesResponse;

// An edit within a day of publishing is not news.
constexpr absl::Duration kNoticeableUpdate = absl::Hours(24);

void AddNames(const std::vector<std::string>& names, const char* section,
              TemplateDictionary& content) {
  if (names.empty()) return;
  TemplateDictionary* list = content.AddSectionDictionary(section);
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
  if (absl::StrContains(article.body_html(), article.image_uri())) return;
  SetOptional(content, "IMAGE", "URI", WebUriOrEmpty(article.image_uri()));
}

void FillArticle(const Article& article, const ListCategoriesResponse& categories,
                 TemplateDictionary& content) {
  FillHeadline(article, content);
  const Byline byline = MakeByline(article);
  AddNames(byline.people, "PEOPLE", content);
  AddNames(byline.programs, "PROGRAMS", content);
  const absl::Time updated = ToTime(article.source_update_time());
  if (updated > ToTime(article.list_time()) + kNoticeableUpdate) {
    TemplateDictionary* update = content.AddSectionDictionary("UPDATED");
    update->SetValue("DATE", LongDate(updated));
    update->SetValue("ISO_DATE", IsoTime(updated));
  }
  AddImage(article, content);
  // Ingest let nothing but its allow-list of elements and attributes into either.
  content.SetValue("SANITISED_HTML",
                   article.body_html().empty() ? article.teaser_html() : article.body_html());
  AddMoreLink(MoreLinkOnPage(article), content);
  AddShelves(article, categories, content);
  AddMentions(article, content);
  AddSource(article, content);
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
  ASSIGN_OR_RETURN(const Article article, query.GetArticle(request.call, get));
  if (!article.merged_into().empty()) {
    get.set_name(article.merged_into());
    ASSIGN_OR_RETURN(const Article target, query.GetArticle(request.call, get));
    return MovedTo(target.path());
  }
  // What is left of a redacted article has no headline.
  if (article.title().empty()) return GonePage(request, categories);
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
  FillArticle(article, categories, document.content());
  Response response = document.Finish();
  response.last_modified = ToTime(article.update_time());
  return response;
}

}  // namespace broadsheet::web

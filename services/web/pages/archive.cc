#include "web/pages/archive.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "web/narrowing.h"
#include "web/page_links.h"
#include "web/pages/document.h"
#include "web/pages/entry.h"
#include "web/pages/narrow.h"

namespace broadsheet::web {
namespace {

using query::v1::ListArticlesRequest;
using query::v1::ListArticlesResponse;
using query::v1::ListCategoriesResponse;

constexpr int kPageSize = 10;

// Months of a hundred years.
constexpr int kMaxValues = 1000;

ListArticlesRequest MakeListRequest(const Collection& collection, const Narrowing& narrowing,
                                    const PagePosition& position) {
  ListArticlesRequest list;
  *list.mutable_filter() = Narrowed(collection.filter, narrowing);
  list.set_page_size(kPageSize);
  list.set_page_token(position.token);
  // Whether a body is held decides where "Continue reading" leads.
  list.set_view(query::v1::ARTICLE_VIEW_FULL);
  return list;
}

std::string TitleOf(const Collection& collection, const ListArticlesResponse& list) {
  const std::string title = collection.TitleFrom(list.articles());
  return title.empty() ? "All articles" : title;
}

// What the list can be narrowed down by; nothing where that can't be told now.
query::v1::ListFacetsResponse FacetsOf(const Request& request, const Collection& collection,
                                       const QueryClient& query) {
  query::v1::ListFacetsRequest facets;
  *facets.mutable_filter() = collection.filter;
  facets.set_max_values(kMaxValues);
  return query.ListFacets(request.call, facets).value_or(query::v1::ListFacetsResponse());
}

// What search engines and link previews say.
std::string DescriptionOf(const Collection& collection, const std::string& title,
                          const Site& site) {
  if (!collection.description.empty()) return collection.description;
  if (collection.filter.tags_size() > 0) {
    return absl::StrCat("Articles of ", site.title, " with the tag ", title, ", newest first.");
  }
  if (collection.filter.mentions_size() > 0) {
    return absl::StrCat("Articles of ", site.title, " that mention ", title, ", newest first.");
  }
  if (collection.category.empty()) {
    return absl::StrCat("All articles of ", site.title, ", newest first.");
  }
  return absl::StrCat("Articles of ", site.title, " filed under ", title, ", newest first.");
}

void AddSubcategories(const Collection& collection, const ListCategoriesResponse& categories,
                      ctemplate::TemplateDictionary& content) {
  ctemplate::TemplateDictionary* list = nullptr;
  for (const query::v1::CategoryCount& count : categories.categories()) {
    if (collection.category.empty() || count.category().parent() != collection.category) continue;
    if (list == nullptr) list = content.AddSectionDictionary("SUBCATEGORIES");
    ctemplate::TemplateDictionary* item = list->AddSectionDictionary("SUBCATEGORY");
    item->SetValue("TITLE", count.category().title());
    item->SetValue("LINK", CategoryLink(count.category().name()));
  }
}

}  // namespace

absl::StatusOr<Response> ArchivePage(const Request& request, const Collection& collection,
                                     const ListCategoriesResponse& categories,
                                     const QueryClient& query) {
  const PagePosition position = ReadPagePosition(request);
  ASSIGN_OR_RETURN(const Narrowing narrowing, ReadNarrowing(request));
  ASSIGN_OR_RETURN(
      const ListArticlesResponse list,
      query.ListArticles(request.call, MakeListRequest(collection, narrowing, position)));
  const bool is_made_up = !collection.kicker.empty() && narrowing.empty();
  if (is_made_up && list.articles().empty() && position.token.empty()) {
    return absl::NotFoundError(absl::StrCat("no article has '", collection.title, "'"));
  }
  const Parameters parameters = ParametersOf(narrowing);
  Head head;
  const std::string title = TitleOf(collection, list);
  head.title = title;
  if (!narrowing.month.empty()) absl::StrAppend(&head.title, ", ", MonthTitle(narrowing.month));
  if (position.number > 1) absl::StrAppend(&head.title, ", page ", position.number);
  // Of the many lists of a month and a tag none is worth finding.
  head.is_indexed = narrowing.tag.empty();
  head.description = DescriptionOf(collection, title, request.site);
  Parameters here = parameters;
  here.emplace_back("page", position.token);
  head.canonical_link = WithParameters(collection.link, here);
  head.feed_link = collection.link;
  head.category = collection.category;
  Document document(request, head, categories, "archive.html");
  ctemplate::TemplateDictionary& content = document.content();
  content.SetValue("TITLE", title);
  SetOptional(content, "KICKER", "TEXT", collection.kicker);
  SetOptional(content, "DESCRIPTION", "TEXT", collection.description);
  if (position.number > 1) SetOptional(content, "PAGE", "NUMBER", absl::StrCat(position.number));
  AddSubcategories(collection, categories, content);
  AddNarrowing(collection, narrowing, FacetsOf(request, collection, query), list.articles(),
               content);
  AddEntries(list.articles(), request.site, content);
  if (list.articles().empty()) {
    SetOptional(content, "EMPTY", "EMPTY_TEXT",
                narrowing.empty() ? "Nothing has been filed here yet." : "Nothing is left.");
  }
  AddPager(content, MakePageLinks(collection.link, parameters, position, list.next_page_token()));
  return document.Finish();
}

}  // namespace broadsheet::web

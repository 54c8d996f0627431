#include "web/pages/archive.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "web/page_links.h"
#include "web/pages/document.h"
#include "web/pages/entry.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using query::v1::ListArticlesRequest;
using query::v1::ListArticlesResponse;
using query::v1::ListCategoriesResponse;

constexpr int kPageSize = 10;

ListArticlesRequest MakeListRequest(const Collection& collection, const PagePosition& position) {
  ListArticlesRequest list;
  *list.mutable_filter() = collection.filter;
  list.set_page_size(kPageSize);
  list.set_page_token(position.token);
  // Whether a body is held decides where "Continue reading" leads.
  list.set_view(query::v1::ARTICLE_VIEW_FULL);
  return list;
}

std::string TitleOf(const Collection& collection, const ListArticlesResponse& list) {
  if (collection.filter.tags_size() > 0) {
    return TagTitle(collection.filter.tags(0), list.articles());
  }
  return collection.title.empty() ? "All articles" : collection.title;
}

// What search engines and link previews say.
std::string DescriptionOf(const Collection& collection, const std::string& title,
                          const Site& site) {
  if (!collection.description.empty()) return collection.description;
  if (collection.filter.tags_size() > 0) {
    return absl::StrCat("Articles of ", site.title, " with the tag ", title, ", newest first.");
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
  ASSIGN_OR_RETURN(const ListArticlesResponse list,
                   query.ListArticles(request.call, MakeListRequest(collection, position)));
  const bool is_tag = collection.filter.tags_size() > 0;
  if (is_tag && list.articles().empty() && position.token.empty()) {
    return absl::NotFoundError(absl::StrCat("no article has the tag '", collection.title, "'"));
  }
  Head head;
  const std::string title = TitleOf(collection, list);
  head.title = position.number > 1 ? absl::StrCat(title, ", page ", position.number) : title;
  head.description = DescriptionOf(collection, title, request.site);
  head.canonical_link = WithParameters(collection.link, {{"page", position.token}});
  head.feed_link = collection.link;
  head.category = collection.category;
  Document document(request, head, categories, "archive.html");
  ctemplate::TemplateDictionary& content = document.content();
  content.SetValue("TITLE", title);
  SetOptional(content, "KICKER", "TEXT", is_tag ? "Tag" : "");
  SetOptional(content, "DESCRIPTION", "TEXT", collection.description);
  if (position.number > 1) SetOptional(content, "PAGE", "NUMBER", absl::StrCat(position.number));
  AddSubcategories(collection, categories, content);
  AddEntries(list.articles(), request.site, content);
  if (list.articles().empty()) content.ShowSection("EMPTY");
  AddPager(content, MakePageLinks(collection.link, {}, position, list.next_page_token()));
  return document.Finish();
}

}  // namespace broadsheet::web

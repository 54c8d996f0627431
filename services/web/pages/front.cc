#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "web/links.h"
#include "web/page_links.h"
#include "web/pages/archive.h"
#include "web/pages/document.h"
#include "web/pages/entry.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using ctemplate::TemplateDictionary;
using google::protobuf::RepeatedPtrField;
using query::v1::ListCategoriesResponse;

constexpr int kPageSize = 19;
// The lead is one of so many newest.
constexpr int kLeadCandidates = 4;
// Entries with teasers beside the lead; the rest are headlines.
constexpr int kEntries = 8;

// The newest that can be read here, or else the newest.
int ChooseLead(const RepeatedPtrField<Article>& articles) {
  for (int i = 0; i < std::min(articles.size(), kLeadCandidates); ++i) {
    if (!articles[i].body_html().empty()) return i;
  }
  return 0;
}

void AddKicker(const Article& article, const ListCategoriesResponse& categories,
               TemplateDictionary& dictionary) {
  if (article.categories().empty()) return;
  TemplateDictionary* kicker = dictionary.AddSectionDictionary("KICKER");
  kicker->SetValue("TEXT", CategoryTitle(article.categories(0), categories));
  kicker->SetValue("CATEGORY_LINK", CategoryLink(article.categories(0)));
}

void FillFront(const RepeatedPtrField<Article>& articles, const ListCategoriesResponse& categories,
               const Site& site, TemplateDictionary& content) {
  const int lead = ChooseLead(articles);
  TemplateDictionary* story = content.AddSectionDictionary("LEAD");
  FillEntry(articles[lead], site, *story);
  AddKicker(articles[lead], categories, *story);
  SetOptional(*story, "IMAGE", "URI", WebUriOrEmpty(articles[lead].image_uri()));
  TemplateDictionary* headlines = nullptr;
  int entries = 0;
  for (int i = 0; i < articles.size(); ++i) {
    if (i == lead) continue;
    if (entries++ < kEntries) {
      TemplateDictionary* entry = content.AddIncludeDictionary("ENTRY");
      entry->SetFilename("entry.html");
      FillEntry(articles[i], site, *entry);
      AddKicker(articles[i], categories, *entry);
      continue;
    }
    if (headlines == nullptr) headlines = content.AddSectionDictionary("HEADLINES");
    FillHeadline(articles[i], site, *headlines->AddSectionDictionary("HEADLINE"));
  }
}

}  // namespace

absl::StatusOr<Response> FrontPage(const Request& request, const Collection& everything,
                                   const ListCategoriesResponse& categories,
                                   const QueryClient& query) {
  query::v1::ListArticlesRequest newest;
  newest.set_page_size(kPageSize);
  newest.set_view(query::v1::ARTICLE_VIEW_FULL);
  ASSIGN_OR_RETURN(const query::v1::ListArticlesResponse list,
                   query.ListArticles(request.call, newest));
  Head head;
  head.description = absl::StrCat("The latest of ", request.site.title, ".");
  head.canonical_link = everything.link;
  Document document(request, head, categories, "front.html");
  if (list.articles().empty()) {
    document.content().ShowSection("EMPTY");
  } else {
    FillFront(list.articles(), categories, request.site, document.content());
  }
  AddPager(document.content(), MakePageLinks("/", {}, PagePosition(), list.next_page_token()));
  return document.Finish();
}

}  // namespace broadsheet::web

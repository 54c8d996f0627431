#include "web/pages/document.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "web/links.h"
#include "web/templates.h"

namespace broadsheet::web {
namespace {

using ctemplate::TemplateDictionary;
using query::v1::CategoryCount;
using query::v1::ListCategoriesResponse;

// A masthead of one line.
constexpr size_t kMaxInNavigation = 7;

void FillHead(const Request& request, const Head& head, TemplateDictionary& page) {
  const std::string& site = request.site.title;
  page.SetValue("SITE_TITLE", site);
  page.SetValue("DOCUMENT_TITLE",
                head.title.empty() ? site : absl::StrCat(head.title, " – ", site));
  page.SetValue("OG_TITLE", head.title.empty() ? site : head.title);
  page.SetValue("OG_TYPE", head.is_article ? "article" : "website");
  page.SetValue("TIME_ZONE", absl::StrReplaceAll(request.site.time_zone.name(), {{"_", " "}}));
  if (request.site.time_zone != absl::UTCTimeZone()) page.ShowSection("OTHER_ZONE");
  page.SetValue("STYLESHEET", StaticLink("style.css"));
  page.SetValue("FAVICON", StaticLink("favicon.svg"));
  page.SetValue("RSS", absl::StrCat(head.feed_link, "feed/"));
  page.SetValue("ATOM", absl::StrCat(head.feed_link, "feed/atom/"));
  page.SetValue("JSON_FEED", absl::StrCat(head.feed_link, "feed/json/"));
  for (const Alternate& alternate : head.alternates) {
    TemplateDictionary* dictionary = page.AddSectionDictionary("ALTERNATE");
    dictionary->SetValue("TAG", alternate.language_code);
    dictionary->SetValue("URI", absl::StrCat(request.site.base_uri, alternate.link));
  }
  SetOptional(page, "DESCRIPTION", "TEXT", head.description);
  SetOptional(page, "IMAGE", "URI", head.image_uri);
  // ArticleJsonLd() escapes for where it stands.
  SetOptional(page, "JSON_LD", "JSON", head.json_ld);
  if (!head.canonical_link.empty()) {
    SetOptional(page, "CANONICAL", "URI", absl::StrCat(request.site.base_uri, head.canonical_link));
  }
  if (head.has_search_box) page.ShowSection("SEARCH_BOX");
  if (!head.is_indexed) page.ShowSection("NOT_INDEXED");
}

void AddCategory(const CategoryCount& count, const std::string& current, TemplateDictionary& to) {
  to.SetValue("TITLE", count.category().title());
  to.SetValue("LINK", CategoryLink(count.category().name()));
  if (count.category().name() == current) to.ShowSection("CURRENT");
}

// The largest categories in the masthead, all in the footer by name.
void FillNavigation(const ListCategoriesResponse& categories, const std::string& current,
                    TemplateDictionary& page) {
  std::vector<const CategoryCount*> largest;
  for (const CategoryCount& count : categories.categories()) {
    if (count.article_count() == 0) continue;
    AddCategory(count, current, *page.AddSectionDictionary("FOOTER_CATEGORY"));
    if (count.category().parent().empty()) largest.push_back(&count);
  }
  std::stable_sort(largest.begin(), largest.end(), [](const auto* a, const auto* b) {
    return a->article_count() > b->article_count();
  });
  if (largest.size() > kMaxInNavigation) largest.resize(kMaxInNavigation);
  for (const CategoryCount* count : largest) {
    AddCategory(*count, current, *page.AddSectionDictionary("CATEGORY"));
  }
}

}  // namespace

void SetOptional(TemplateDictionary& dictionary, const char* section, const char* name,
                 const std::string& value) {
  if (!value.empty()) dictionary.AddSectionDictionary(section)->SetValue(name, value);
}

void AddPager(TemplateDictionary& dictionary, const PageLinks& links) {
  if (links.newest.empty() && links.older.empty()) return;
  TemplateDictionary* pager = dictionary.AddIncludeDictionary("PAGER");
  pager->SetFilename("pager.html");
  SetOptional(*pager, "NEWEST", "LINK", links.newest);
  SetOptional(*pager, "NEWER", "LINK", links.newer);
  SetOptional(*pager, "OLDER", "LINK", links.older);
}

Document::Document(const Request& request, const Head& head,
                   const ListCategoriesResponse& categories, const char* content_template)
    : content_(page_.AddIncludeDictionary("CONTENT")) {
  content_->SetFilename(content_template);
  FillHead(request, head, page_);
  FillNavigation(categories, head.category, page_);
  if (head.canonical_link == "/") page_.ShowSection("IS_FRONT");
}

Response Document::Finish(int status) const {
  Response response;
  response.status = status;
  response.body = Templates::Get().Expand("document.html", page_);
  return response;
}

}  // namespace broadsheet::web

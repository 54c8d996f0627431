#include "web/pages/search.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "web/links.h"
#include "web/page_links.h"
#include "web/pages/document.h"
#include "web/pages/entry.h"

namespace broadsheet::web {
namespace {

using ctemplate::TemplateDictionary;
using query::v1::SearchArticlesRequest;
using query::v1::SearchArticlesResponse;
using query::v1::SearchResult;

constexpr int kPageSize = 10;

struct Search {
  std::string query;
  bool newest_first = false;
  PagePosition position;
};

Search ReadSearch(const Request& request) {
  Search search;
  search.query = request.Parameter("q");
  absl::RemoveExtraAsciiWhitespace(&search.query);
  search.newest_first = request.Parameter("order") == "newest";
  search.position = ReadPagePosition(request);
  return search;
}

SearchArticlesRequest MakeRequest(const Search& search) {
  SearchArticlesRequest request;
  request.set_query(search.query);
  request.set_order(search.newest_first ? SearchArticlesRequest::ORDER_NEWEST
                                        : SearchArticlesRequest::ORDER_RELEVANCE);
  request.set_page_size(kPageSize);
  request.set_page_token(search.position.token);
  return request;
}

Parameters ParametersOf(const Search& search) {
  return {{"q", search.query}, {"order", search.newest_first ? "newest" : ""}};
}

// Whether the reader's own words are at fault, and not the address.
bool BlamesQuery(const absl::Status& error) {
  const std::vector<std::string> fields = InvalidFields(error);
  return std::find(fields.begin(), fields.end(), "query") != fields.end();
}

void AddResult(const SearchResult& result, const Site& site, TemplateDictionary& results) {
  TemplateDictionary* item = results.AddSectionDictionary("RESULT");
  FillHeadline(result.article(), site, *item);
  // Query makes both of escaped text and <mark>, and of nothing else.
  item->SetValue("MARKED_TITLE_HTML", result.title_html());
  SetOptional(*item, "SNIPPET", "MARKED_HTML", result.snippet_html());
  if (!result.missing().empty()) {
    TemplateDictionary* missing = item->AddSectionDictionary("MISSING");
    for (const std::string& word : result.missing()) {
      missing->AddSectionDictionary("WORD")->SetValue("TEXT", word);
    }
  }
  if (!result.article().source().title().empty()) {
    SetOptional(*item, "SITE", "TEXT", result.article().source().title());
  }
}

// Query counts exactly only what it has listed.
std::string TotalText(const Search& search, const SearchArticlesResponse& found) {
  if (!search.position.token.empty() || !found.next_page_token().empty()) {
    return absl::StrCat("About ", found.estimated_total(), " articles");
  }
  const auto& results = found.results();
  const auto whole = std::count_if(results.begin(), results.end(), [](const SearchResult& result) {
    return result.missing().empty();
  });
  if (whole == 0) return "No article has all of it; these have most";
  return whole == 1 ? "One article" : absl::StrCat(whole, " articles");
}

void AddResults(const Search& search, const SearchArticlesResponse& found, const Site& site,
                TemplateDictionary& content) {
  if (!found.suggested_query().empty() && found.suggested_query() != search.query) {
    TemplateDictionary* suggestion = content.AddSectionDictionary("SUGGESTION");
    suggestion->SetValue("TEXT", found.suggested_query());
    suggestion->SetValue("LINK", WithParameters("/search", {{"q", found.suggested_query()}}));
  }
  if (found.results().empty()) {
    content.AddSectionDictionary("NOTHING")->SetValue("QUERY", search.query);
    return;
  }
  TemplateDictionary* results = content.AddSectionDictionary("RESULTS");
  results->SetValue("TOTAL", TotalText(search, found));
  results->ShowSection(search.newest_first ? "BY_NEWEST" : "BY_RELEVANCE");
  results->SetValue("RELEVANCE_LINK", WithParameters("/search", {{"q", search.query}}));
  results->SetValue("NEWEST_LINK",
                    WithParameters("/search", {{"q", search.query}, {"order", "newest"}}));
  for (const SearchResult& result : found.results()) AddResult(result, site, *results);
}

}  // namespace

absl::StatusOr<Response> SearchPage(const Request& request,
                                    const query::v1::ListCategoriesResponse& categories,
                                    const QueryClient& query) {
  const Search search = ReadSearch(request);
  Head head;
  head.title = search.query.empty() ? "Search" : absl::StrCat("Search: ", search.query);
  head.has_search_box = false;
  head.is_indexed = false;
  Document document(request, head, categories, "search.html");
  document.content().SetValue("QUERY", search.query);
  if (search.query.empty()) {
    document.content().ShowSection("HELP");
    return document.Finish();
  }
  const auto found = query.SearchArticles(request.call, MakeRequest(search));
  if (BlamesQuery(found.status())) {
    SetOptional(document.content(), "PROBLEM", "TEXT", std::string(found.status().message()));
    document.content().ShowSection("HELP");
    return document.Finish(400);
  }
  if (!found.ok()) return found.status();
  AddResults(search, *found, request.site, document.content());
  AddPager(document.content(), MakePageLinks("/search", ParametersOf(search), search.position,
                                             found->next_page_token()));
  return document.Finish();
}

}  // namespace broadsheet::web

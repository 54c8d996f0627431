#include "query/searcher.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/archive_batch.h"
#include "query/article_bytes.h"
#include "query/filter.h"
#include "query/normal_form.h"
#include "query/search_document.h"
#include "query/search_query.h"
#include "query/search_text.h"
#include "query/snippet.h"

namespace broadsheet::query {
namespace {

constexpr size_t kSnippetBytes = 220;
// Nobody pages further by relevance, and each page costs all those before it.
constexpr int64_t kMaxOffset = 10'000;
// How many matches are looked at in any case, to estimate their number.
constexpr int kCheckAtLeast = 200;

bool IsNewest(const v1::SearchArticlesRequest& request) {
  return request.order() == v1::SearchArticlesRequest::ORDER_NEWEST;
}

absl::Status CheckRequest(const v1::SearchArticlesRequest& request) {
  if (absl::StripAsciiWhitespace(request.query()).empty()) {
    return InvalidField("query", "is required");
  }
  RETURN_IF_ERROR(CheckQueryText("query", request.query()));
  if (!request.filter().text().empty()) {
    return InvalidField("filter.text", "must be empty in a search; use query");
  }
  if (!v1::SearchArticlesRequest::Order_IsValid(request.order())) {
    return InvalidField("order", absl::StrCat("is no order: ", static_cast<int>(request.order())));
  }
  return absl::OkStatus();
}

// The matches of `query`, newest first, behind `after`.
Xapian::MSet Newest(const SearchSnapshot& snapshot, Xapian::Query query,
                    const std::optional<ListKey>& after, int limit) {
  if (after) {
    const std::string before = KeyBefore(TimeKey(after->list_time, after->id));
    query = {Xapian::Query::OP_FILTER, query,
             Xapian::Query(Xapian::Query::OP_VALUE_LE, kTimeSlot, before)};
  }
  Xapian::Enquire enquire(snapshot.database);
  enquire.set_query(query);
  enquire.set_sort_by_value(kTimeSlot, /*reverse=*/true);
  return enquire.get_mset(0, limit, kCheckAtLeast);
}

Xapian::MSet MostRelevant(const SearchSnapshot& snapshot, const Xapian::Query& query,
                          int64_t offset, int limit) {
  Xapian::Enquire enquire(snapshot.database);
  enquire.set_query(query);
  // Of equal ones, what came last comes first.
  enquire.set_docid_order(Xapian::Enquire::DESCENDING);
  return enquire.get_mset(static_cast<Xapian::doccount>(offset), limit, kCheckAtLeast);
}

v1::SearchResult ToResult(const Xapian::MSet& matches, article::v1::Article article) {
  constexpr size_t kWhole = 1 << 16;
  v1::SearchResult result;
  result.set_title_html(Snippet(matches, article.title(), kWhole, /*only_matches=*/false));
  const std::string teaser = TextOfHtml(article.teaser_html());
  std::string snippet = Snippet(matches, article.body_text(), kSnippetBytes, true);
  if (snippet.empty()) snippet = Snippet(matches, teaser, kSnippetBytes, true);
  if (snippet.empty()) {
    snippet = Snippet(matches, teaser.empty() ? article.body_text() : teaser, kSnippetBytes, false);
  }
  result.set_snippet_html(std::move(snippet));
  article.clear_body_text();
  *result.mutable_article() = std::move(article);
  return result;
}

// At most `size` of the matches, ending early at 3 MiB.
void AddResults(const Xapian::MSet& matches, int size, v1::SearchArticlesResponse& response) {
  size_t bytes = 0;
  for (auto match = matches.begin(); match != matches.end(); ++match) {
    if (response.results_size() == size) return;
    v1::SearchResult result = ToResult(matches, ArticleIn(match.get_document()));
    bytes += result.ByteSizeLong() + 8;
    if (response.results_size() > 0 && bytes >= kMaxListBytes) return;
    *response.add_results() = std::move(result);
  }
}

}  // namespace

absl::Status Searcher::CheckBuilt() const {
  if (index_.is_built()) return absl::OkStatus();
  return WithReason(
      absl::UnavailableError("the search index is being built"), "INDEX_BUILDING",
      {{"projection", index_.name()}, {"position", absl::StrCat(gate_.current().position())}});
}

absl::Status Searcher::Await(const Call& call, const article::v1::Cursor& read_after) const {
  RETURN_IF_ERROR(CheckBuilt());
  RETURN_IF_ERROR(read_after_.Check(call, read_after, gate_));
  // Building it anew may have begun meanwhile.
  return CheckBuilt();
}

absl::StatusOr<std::vector<ListKey>> Searcher::List(const Filter& filter,
                                                    const std::optional<ListKey>& after,
                                                    int limit) const {
  std::vector<ListKey> found;
  const absl::Status read = index_.readers().Read([&](const SearchSnapshot& snapshot) {
    found.clear();
    const SearchQuery search = ParseSearch(snapshot, filter.text, filter);
    const Xapian::MSet matches = Newest(snapshot, search.query, after, limit);
    for (auto match = matches.begin(); match != matches.end(); ++match) {
      const article::v1::Article article = ArticleIn(match.get_document());
      found.push_back({ListTime(article), IdOf(article)});
    }
    return absl::OkStatus();
  });
  if (!read.ok()) return RenameField(read, "query", "filter.text");
  return found;
}

absl::StatusOr<v1::SearchArticlesResponse> Searcher::SearchArticles(
    const Call& call, const v1::SearchArticlesRequest& request) const {
  RETURN_IF_ERROR(CheckRequest(request));
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const Filter filter, ParseFilter(request.filter()));
  ASSIGN_OR_RETURN(const std::vector<std::string> keys, keys_.Get(call.deadline));
  PagePosition position;
  std::optional<ListKey> after;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(position, OpenPageToken(keys, NormalForm(request), request.page_token()));
    RETURN_IF_ERROR(Await(call, position.read_after));
    after = {position.list_time, position.article_id};
  }
  RETURN_IF_ERROR(Await(call, request.read_after()));
  position.read_after = gate_.current();
  v1::SearchArticlesResponse response;
  RETURN_IF_ERROR(index_.readers().Read([&](const SearchSnapshot& snapshot) {
    response.Clear();
    const SearchQuery search = ParseSearch(snapshot, request.query(), filter);
    const bool newest = IsNewest(request) || !search.is_ranked;
    const Xapian::MSet matches =
        newest ? Newest(snapshot, search.query, after, size + 1)
               : MostRelevant(snapshot, search.query, position.offset, size + 1);
    AddResults(matches, size, response);
    // By time, only what is left is looked for.
    response.set_estimated_total(matches.get_matches_estimated() + (newest ? position.offset : 0));
    response.set_suggested_query(search.suggestion);
    const int64_t offset = position.offset + response.results_size();
    const bool more = response.results_size() < static_cast<int>(matches.size());
    if (!more || offset > kMaxOffset) return absl::OkStatus();
    const article::v1::Article& last = response.results().rbegin()->article();
    response.set_next_page_token(MakePageToken(
        keys, NormalForm(request), {position.read_after, ListTime(last), IdOf(last), offset}));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace broadsheet::query

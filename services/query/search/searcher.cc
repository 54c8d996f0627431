#include "query/search/searcher.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/archive_batch.h"
#include "query/article_bytes.h"
#include "query/filter.h"
#include "query/normal_form.h"
#include "query/search/document.h"
#include "query/search/plain_text.h"
#include "query/search/query.h"
#include "query/search/snippet.h"
#include "query/search/spelling.h"

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

// The matches of `query` by time, behind `after`.
Xapian::MSet ByTime(const SearchSnapshot& snapshot, Xapian::Query query, ListOrder order,
                    const std::optional<ListKey>& after, int limit) {
  const bool newest = order == ListOrder::kNewestFirst;
  if (after) {
    const std::string key = TimeKey(after->list_time, after->id);
    // No key lies between one and the same with a byte more.
    const Xapian::Query behind =
        newest ? Xapian::Query(Xapian::Query::OP_VALUE_LE, kTimeSlot, KeyBefore(key))
               : Xapian::Query(Xapian::Query::OP_VALUE_GE, kTimeSlot, key + '\0');
    query = {Xapian::Query::OP_FILTER, query, behind};
  }
  Xapian::Enquire enquire(snapshot.database);
  enquire.set_query(query);
  enquire.set_sort_by_value(kTimeSlot, newest);
  return enquire.get_mset(0, limit, kCheckAtLeast);
}

// The best matches from `offset` on. Their number is exact where it is at most
// `offset` + `limit`.
Xapian::MSet MostRelevant(const SearchSnapshot& snapshot, const Xapian::Query& query,
                          int64_t offset, int limit) {
  Xapian::Enquire enquire(snapshot.database);
  enquire.set_query(query);
  // Of equal ones, what came last comes first.
  enquire.set_docid_order(Xapian::Enquire::DESCENDING);
  const auto first = static_cast<Xapian::doccount>(offset);
  return enquire.get_mset(first, limit, std::max<Xapian::doccount>(kCheckAtLeast, first + limit));
}

v1::SearchResult ToResult(const SearchQuery& search, const Xapian::Document& document) {
  constexpr size_t kWhole = 1 << 16;
  v1::SearchResult result;
  article::v1::Article& article = *result.mutable_article();
  article = ArticleIn(document);
  const std::string& language = article.language_code();
  const auto excerpt = [&](const std::string& text, bool only_matches) {
    return Snippet(search.marks, text, language, kSnippetBytes, only_matches);
  };
  result.set_title_html(
      Snippet(search.marks, article.title(), language, kWhole, /*only_matches=*/false));
  const std::string body = BodyTextIn(document);
  const std::string teaser = TextOfHtml(article.teaser_html());
  std::string snippet = excerpt(body, true);
  if (snippet.empty()) snippet = excerpt(teaser, true);
  if (snippet.empty()) snippet = excerpt(teaser.empty() ? body : teaser, false);
  result.set_snippet_html(std::move(snippet));
  return result;
}

// Says what an article lacks of what was asked for.
void AddMissing(const SearchSnapshot& snapshot, const SearchQuery& search,
                v1::SearchResult& result) {
  const Xapian::Query article(IdTerm(IdOf(result.article())));
  for (const Condition& condition : search.conditions) {
    Xapian::Enquire enquire(snapshot.database);
    enquire.set_query({Xapian::Query::OP_FILTER, article, condition.query});
    if (enquire.get_mset(0, 1).empty()) result.add_missing(condition.label);
  }
}

// Gathers the results of a page: `size` at most, and 3 MiB.
class Page {
 public:
  Page(const SearchSnapshot& snapshot, const SearchQuery& search, int size,
       v1::SearchArticlesResponse& response)
      : snapshot_(snapshot), search_(search), size_(size), response_(response) {}

  void Add(const Xapian::MSet& matches, bool lacks_some) {
    for (auto match = matches.begin(); match != matches.end() && !is_full_; ++match) {
      is_full_ = response_.results_size() == size_;
      if (is_full_) return;
      v1::SearchResult result = ToResult(search_, match.get_document());
      if (lacks_some) AddMissing(snapshot_, search_, result);
      bytes_ += result.ByteSizeLong() + 8;
      is_full_ = response_.results_size() > 0 && bytes_ >= kMaxListBytes;
      if (!is_full_) *response_.add_results() = std::move(result);
    }
  }

  // Whether there was more than it holds.
  bool is_full() const { return is_full_; }

 private:
  const SearchSnapshot& snapshot_;
  const SearchQuery& search_;
  const int size_;
  v1::SearchArticlesResponse& response_;
  size_t bytes_ = 0;
  bool is_full_ = false;
};

// Newest first, behind `after`, of which `offset` were listed before.
void AddNewest(const SearchSnapshot& snapshot, const SearchQuery& search,
               const std::optional<ListKey>& after, int64_t offset, int limit, Page& page,
               v1::SearchArticlesResponse& response) {
  const Xapian::MSet matches = ByTime(snapshot, search.all, ListOrder::kNewestFirst, after, limit);
  page.Add(matches, /*lacks_some=*/false);
  response.set_estimated_total(matches.get_matches_estimated() + offset);
}

// Best first, from `offset` on. Behind the last that has all, those follow that lack one; where
// there are neither, those that lack more.
void AddBest(const SearchSnapshot& snapshot, const SearchQuery& search, int64_t offset, int limit,
             Page& page, v1::SearchArticlesResponse& response) {
  const Xapian::MSet matches = MostRelevant(snapshot, search.all, offset, limit);
  page.Add(matches, /*lacks_some=*/false);
  const int64_t total = matches.get_matches_estimated();
  response.set_estimated_total(total);
  const int left = limit - static_cast<int>(matches.size());
  if (left == 0) return;
  const int64_t listed = std::max<int64_t>(offset - total, 0);
  Xapian::MSet partial = MostRelevant(snapshot, search.all_but_one, listed, left);
  for (const Xapian::Query& query : search.last_resorts) {
    if (total > 0 || partial.get_matches_estimated() > 0) break;
    partial = MostRelevant(snapshot, query, listed, left);
  }
  page.Add(partial, /*lacks_some=*/true);
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

absl::StatusOr<std::vector<ListKey>> Searcher::List(const Filter& filter, ListOrder order,
                                                    const std::optional<ListKey>& after,
                                                    int limit) const {
  std::vector<ListKey> found;
  const absl::Status read = index_.readers().Read([&](const SearchSnapshot& snapshot) {
    found.clear();
    const SearchQuery search = ParseSearch(snapshot, filter.text, filter);
    const Xapian::MSet matches = ByTime(snapshot, search.all, order, after, limit);
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
    Page page(snapshot, search, size, response);
    if (newest) {
      AddNewest(snapshot, search, after, position.offset, size + 1, page, response);
    } else {
      AddBest(snapshot, search, position.offset, size + 1, page, response);
    }
    response.set_suggested_query(SuggestSpelling(snapshot, request.query()));
    const int64_t offset = position.offset + response.results_size();
    if (!page.is_full() || offset > kMaxOffset) return absl::OkStatus();
    const article::v1::Article& last = response.results().rbegin()->article();
    response.set_next_page_token(MakePageToken(
        keys, NormalForm(request), {position.read_after, ListTime(last), IdOf(last), offset}));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace broadsheet::query

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
                          double least_weight, int64_t offset, int limit) {
  Xapian::Enquire enquire(snapshot.database);
  enquire.set_cutoff(0, least_weight);
  enquire.set_query(query);
  // Of equal ones, what came last comes first.
  enquire.set_docid_order(Xapian::Enquire::DESCENDING);
  return enquire.get_mset(static_cast<Xapian::doccount>(offset), limit, kCheckAtLeast);
}

struct Matches {
  Xapian::MSet set;
  int64_t estimated_total = 0;
  // Some may lack a part of what was wanted.
  bool of_most = false;
};

// The best matches from `offset` on. Where there are fewer than `limit`, those follow that
// have most of what is wanted.
Matches BestMatches(const SearchSnapshot& snapshot, const SearchQuery& search, int64_t offset,
                    int limit) {
  Matches matches;
  matches.set = MostRelevant(snapshot, search.all, 0, offset, limit);
  matches.estimated_total = matches.set.get_matches_estimated();
  const bool is_last_page = static_cast<int>(matches.set.size()) < limit;
  if (!is_last_page || search.most.empty()) return matches;
  matches.set = MostRelevant(snapshot, search.most, search.least_weight_of_most, offset, limit);
  matches.of_most = true;
  return matches;
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

// At most `size` of the matches, ending early at 3 MiB. Those from the first that has not
// all that was wanted say what is missing.
void AddResults(const SearchSnapshot& snapshot, const SearchQuery& search, const Matches& matches,
                int size, v1::SearchArticlesResponse& response) {
  size_t bytes = 0;
  for (auto match = matches.set.begin(); match != matches.set.end(); ++match) {
    if (response.results_size() == size) return;
    v1::SearchResult result = ToResult(search, match.get_document());
    if (matches.of_most) AddMissing(snapshot, search, result);
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
    const Xapian::MSet matches = Newest(snapshot, search.all, after, limit);
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
    Matches matches;
    if (newest) {
      matches.set = Newest(snapshot, search.all, after, size + 1);
      // Only what is left is looked for.
      matches.estimated_total = matches.set.get_matches_estimated() + position.offset;
    } else {
      matches = BestMatches(snapshot, search, position.offset, size + 1);
    }
    AddResults(snapshot, search, matches, size, response);
    response.set_estimated_total(matches.estimated_total);
    response.set_suggested_query(SuggestSpelling(snapshot, request.query()));
    const int64_t offset = position.offset + response.results_size();
    const bool more = response.results_size() < static_cast<int>(matches.set.size());
    if (!more || offset > kMaxOffset) return absl::OkStatus();
    const article::v1::Article& last = response.results().rbegin()->article();
    response.set_next_page_token(MakePageToken(
        keys, NormalForm(request), {position.read_after, ListTime(last), IdOf(last), offset}));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace broadsheet::query

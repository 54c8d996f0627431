#include "query/archive.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/sha256.h"
#include "common/status.h"
#include "query/archive_batch.h"
#include "query/article_bytes.h"
#include "query/sql.h"
#include "query/terms.h"
#include "query/uri_key.h"

namespace broadsheet::query {
namespace {

using postgres::Params;
using postgres::Rows;
using Group = std::vector<std::string>;
using Facets = v1::ListFacetsResponse;

constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";
constexpr char kLastId[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const postgres::Statement& GetStatement(Archive::Key key) {
  switch (key) {
    case Archive::Key::kPath:
      return sql::kGetArticleByPath;
    case Archive::Key::kCanonicalUri:
      return sql::kGetArticleByCanonicalUri;
    case Archive::Key::kId:
      break;
  }
  return sql::kGetArticleByName;
}

// Where the list begins, or the place to go on behind: whichever comes last.
ListKey StartKey(const Filter& filter, ListOrder order, const std::optional<ListKey>& after) {
  if (order == ListOrder::kOldestFirst) {
    if (after && after->list_time >= filter.start_time) return *after;
    return {filter.start_time, kFirstId};
  }
  const bool open = filter.end_time == absl::InfiniteFuture();
  if (after && after->list_time < filter.end_time) return *after;
  return {filter.end_time, open ? kLastId : kFirstId};
}

// $2 to $7 of the list statements, behind the terms.
Params PageParams(const Params& terms, const Filter& filter, ListOrder order,
                  const std::optional<ListKey>& after, int limit, bool full) {
  const ListKey key = StartKey(filter, order, after);
  return Params(terms)
      .Time(key.list_time)
      .Text(key.id)
      .Time(order == ListOrder::kOldestFirst ? filter.end_time : filter.start_time)
      .Int(limit)
      .Bool(full)
      .Int(kMaxListBytes);
}

// The last five parameters of the filtered statements: the groups behind the first.
void AddOtherGroups(const std::vector<Group>& groups, Params& params) {
  Group needed;
  int others = 0;
  for (auto group = groups.begin() + 1; group != groups.end(); ++group) {
    if (group->size() == 1) {
      needed.push_back(group->front());
    } else {
      params.TextArray(*group);
      ++others;
    }
  }
  constexpr int kMaxOthers = 4;  // categories, tags, sources and languages
  for (; others < kMaxOthers; ++others) params.Null();
  params.TextArrayOrNull(needed);
}

FacetCounts ToFacets(const Rows& rows) {
  constexpr char kArticles[] = "#";
  FacetCounts facets;
  for (int row = 0; row < rows.size(); ++row) {
    if (rows.String(row, 0) == kArticles) {
      facets.articles = rows.Int(row, 2);
    } else {
      facets.counts.push_back({rows.String(row, 0), rows.String(row, 1), rows.Int(row, 2)});
    }
  }
  return facets;
}

void SetBasis(FacetCounts& facets, Facets::Basis basis) {
  facets.basis = basis;
  facets.months_basis = basis;
}

Facets::Basis BasisOf(size_t articles) {
  return articles < kFacetSample ? Facets::BASIS_COUNTED : Facets::BASIS_SAMPLE;
}

article::v1::Cursor ToCursor(const std::string& bytes) {
  article::v1::Cursor cursor;
  cursor.ParseFromString(bytes);
  return cursor;
}

bool IsEarlier(const article::v1::Cursor& a, const article::v1::Cursor& b) {
  return std::make_pair(a.epoch(), a.position()) < std::make_pair(b.epoch(), b.position());
}

// Month counts are kept of categories and tags.
bool HasMonthCounts(const std::string& term) {
  return term.rfind("c:", 0) == 0 || term.rfind("t:", 0) == 0;
}

void ReplaceMonths(const std::vector<FacetCount>& months, FacetCounts& facets) {
  std::vector<FacetCount>& counts = facets.counts;
  counts.erase(std::remove_if(counts.begin(), counts.end(),
                              [](const FacetCount& count) { return count.facet == "d:"; }),
               counts.end());
  counts.insert(counts.end(), months.begin(), months.end());
  facets.months_basis = Facets::BASIS_MAINTAINED;
}

std::vector<StoredArticle> ToArticles(const Rows& rows) {
  std::vector<StoredArticle> articles(rows.size());
  for (int row = 0; row < rows.size(); ++row) {
    articles[row] = {rows.String(row, 1), rows.Time(row, 0), false, rows.Bytes(row, 2),
                     rows.Bytes(row, 3)};
  }
  return articles;
}

}  // namespace

absl::StatusOr<std::optional<StoredArticle>> Archive::Get(absl::Time deadline, Key key,
                                                          const std::string& value) const {
  Params params;
  if (key == Key::kCanonicalUri) params.Text(UriKey(value));
  ASSIGN_OR_RETURN(Rows rows, pool_.Query(deadline, GetStatement(key), params.Text(value)));
  if (rows.empty() && key == Key::kPath) {
    ASSIGN_OR_RETURN(
        rows, pool_.Query(deadline, GetStatement(key), Params().Text(RedactedPath(Sha256(value)))));
  }
  if (rows.empty()) return std::nullopt;
  return StoredArticle{rows.String(0, 0), absl::Time(), rows.Bool(0, 1), rows.Bytes(0, 2),
                       rows.Bytes(0, 3)};
}

absl::StatusOr<std::vector<StoredArticle>> Archive::BatchGet(absl::Time deadline,
                                                             const std::vector<std::string>& ids,
                                                             bool full) const {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kGetArticles,
                               Params().TextArray(ids).Bool(full).Int(kMaxListBytes)));
  std::vector<StoredArticle> articles(rows.size());
  for (int row = 0; row < rows.size(); ++row) {
    articles[row].id = rows.String(row, 0);
    if (rows.IsNull(row, 1)) continue;
    articles[row].teaser = rows.Bytes(row, 1);
    articles[row].body = rows.Bytes(row, 2);
  }
  return articles;
}

// The groups of a filter, the one that fewest articles meet first. A group of
// nothing but unknown terms comes first, too: nothing meets it. What touches the list touches
// one term of each group.
absl::StatusOr<Archive::Groups> Archive::RarestFirst(absl::Time deadline,
                                                     const Filter& filter) const {
  Groups groups{filter.any_of, {}};
  for (const std::string& term : filter.all_of) groups.terms.push_back({term});
  if (groups.terms.empty()) groups.terms.push_back({kEveryArticle});
  const std::string month = OnlyMonth(filter);
  if (groups.terms.size() == 1 && groups.terms[0].size() == 1 && month.empty()) return groups;
  Group all = month.empty() ? Group() : Group{month};
  for (const Group& group : groups.terms) all.insert(all.end(), group.begin(), group.end());
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kGetTermCounts, Params().TextArray(all)));
  std::map<std::string, int64_t> counts;
  std::map<std::string, article::v1::Cursor> touched;
  for (int row = 0; row < rows.size(); ++row) {
    counts[rows.String(row, 0)] = rows.Int(row, 1);
    touched[rows.String(row, 0)] = ToCursor(rows.Bytes(row, 2));
  }
  const auto count = [&](const Group& group) {
    int64_t sum = 0;
    for (const std::string& term : group) sum += counts[term];
    return sum;
  };
  std::stable_sort(groups.terms.begin(), groups.terms.end(),
                   [&](const Group& a, const Group& b) { return count(a) < count(b); });
  const auto last_touch = [&](const Group& group) {
    article::v1::Cursor last;
    for (const std::string& term : group) last = std::max(last, touched[term], &IsEarlier);
    return last;
  };
  groups.touched = last_touch(month.empty() ? groups.terms[0] : Group{month});
  for (const Group& group : groups.terms) {
    groups.touched = std::min(groups.touched, last_touch(group), &IsEarlier);
  }
  return groups;
}

absl::StatusOr<ListPage> Archive::List(absl::Time deadline, const Filter& filter, ListOrder order,
                                       const std::optional<ListKey>& after, int limit,
                                       bool full) const {
  ASSIGN_OR_RETURN(const Groups groups, RarestFirst(deadline, filter));
  const bool newest = order == ListOrder::kNewestFirst;
  const Group& driver = groups.terms[0];
  ListPage page;
  if (groups.terms.size() == 1 && driver.size() == 1) {
    ASSIGN_OR_RETURN(
        const Rows rows,
        pool_.Query(deadline, newest ? sql::kListTerm : sql::kListTermOldest,
                    PageParams(Params().Text(driver[0]), filter, order, after, limit, full)));
    page.articles = ToArticles(rows);
    constexpr int kTouched = 4;
    if (!rows.empty() && !rows.IsNull(0, kTouched))
      page.touched = ToCursor(rows.Bytes(0, kTouched));
    if (!OnlyMonth(filter).empty()) page.touched = groups.touched;
    return page;
  }
  Params params = PageParams(Params().TextArray(driver), filter, order, after, limit, full);
  AddOtherGroups(groups.terms, params);
  ASSIGN_OR_RETURN(
      const Rows rows,
      pool_.Query(deadline, newest ? sql::kListFiltered : sql::kListFilteredOldest, params));
  return ListPage{ToArticles(rows), groups.touched};
}

absl::StatusOr<int64_t> Archive::CountArticles(absl::Time deadline) const {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetTermCounts,
                                                Params().TextArray(Group{kEveryArticle})));
  return rows.empty() ? 0 : rows.Int(0, 1);
}

absl::StatusOr<std::vector<std::pair<std::string, int64_t>>> Archive::Categories(
    absl::Time deadline) const {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kListCategories));
  std::vector<std::pair<std::string, int64_t>> categories;
  for (int row = 0; row < rows.size(); ++row) {
    categories.emplace_back(rows.Bytes(row, 0), rows.Int(row, 1));
  }
  return categories;
}

absl::StatusOr<FacetCounts> Archive::Facets(absl::Time deadline, const Filter& filter,
                                            int limit) const {
  const bool open =
      filter.start_time == absl::InfinitePast() && filter.end_time == absl::InfiniteFuture();
  if (open && filter.any_of.empty() && filter.all_of.empty()) {
    ASSIGN_OR_RETURN(const Rows rows,
                     pool_.Query(deadline, sql::kFacetsOfEverything, Params().Int(limit)));
    FacetCounts facets = ToFacets(rows);
    SetBasis(facets, Facets::BASIS_MAINTAINED);
    return facets;
  }
  ASSIGN_OR_RETURN(const Groups groups, RarestFirst(deadline, filter));
  Params params =
      Params().Int(limit).TextArray(groups.terms[0]).Time(filter.start_time).Time(filter.end_time);
  AddOtherGroups(groups.terms, params);
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kFacetsFiltered, params.Int(kFacetSample)));
  FacetCounts facets = ToFacets(rows);
  SetBasis(facets, BasisOf(facets.articles));
  const Group& only = groups.terms[0];
  if (!open || groups.terms.size() > 1 || only.size() > 1 || !HasMonthCounts(only[0])) {
    return facets;
  }
  ASSIGN_OR_RETURN(const Rows months,
                   pool_.Query(deadline, sql::kMonthsOfTerm, Params().Text(only[0]).Int(limit)));
  ReplaceMonths(ToFacets(months).counts, facets);
  return facets;
}

absl::StatusOr<FacetCounts> Archive::FacetsOf(absl::Time deadline,
                                              const std::vector<std::string>& ids,
                                              int limit) const {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kFacetsOfArticles,
                                                Params().Int(limit).TextArray(ids)));
  FacetCounts facets = ToFacets(rows);
  facets.articles = static_cast<int64_t>(ids.size());
  SetBasis(facets, BasisOf(ids.size()));
  return facets;
}

absl::StatusOr<article::v1::Cursor> Archive::Touched(absl::Time deadline,
                                                     const Filter& filter) const {
  ASSIGN_OR_RETURN(const ListPage page, List(deadline, filter, ListOrder::kNewestFirst,
                                             std::nullopt, /*limit=*/1, /*full=*/false));
  return page.touched;
}

absl::StatusOr<std::vector<std::string>> Archive::PageTokenKeys(absl::Time deadline) const {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetPageTokenKeys));
  std::vector<std::string> keys;
  for (int row = 0; row < rows.size(); ++row) keys.push_back(rows.Bytes(row, 0));
  return keys;
}

}  // namespace broadsheet::query

#include "query/archive.h"

#include <algorithm>
#include <map>

#include "common/sha256.h"
#include "common/status.h"
#include "query/archive_batch.h"
#include "query/article_bytes.h"
#include "query/sql.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

using postgres::Params;
using postgres::Rows;
using Group = std::vector<std::string>;

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

// The list's end, or the place to go on behind: the earlier one.
ListKey StartKey(const Filter& filter, const std::optional<ListKey>& after) {
  const bool open = filter.end_time == absl::InfiniteFuture();
  ListKey end{filter.end_time, open ? kLastId : kFirstId};
  if (after && after->list_time < end.list_time) return *after;
  return end;
}

// $1 to $7 of both list statements; `driver` is the first.
Params ListParams(const Params& driver, const Filter& filter, const std::optional<ListKey>& after,
                  int limit, bool full) {
  const ListKey key = StartKey(filter, after);
  return Params(driver)
      .Time(key.list_time)
      .Text(key.id)
      .Time(filter.start_time)
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

std::vector<FacetCount> ToFacets(const Rows& rows) {
  std::vector<FacetCount> facets;
  for (int row = 0; row < rows.size(); ++row) {
    facets.push_back({rows.String(row, 0), rows.String(row, 1), rows.Int(row, 2)});
  }
  return facets;
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
  ASSIGN_OR_RETURN(Rows rows, pool_.Query(deadline, GetStatement(key), Params().Text(value)));
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
// nothing but unknown terms comes first, too: nothing meets it.
absl::StatusOr<std::vector<Group>> Archive::RarestFirst(absl::Time deadline,
                                                        const Filter& filter) const {
  std::vector<Group> groups = filter.any_of;
  for (const std::string& term : filter.all_of) groups.push_back({term});
  if (groups.size() < 2) return groups;
  Group all;
  for (const Group& group : groups) all.insert(all.end(), group.begin(), group.end());
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kGetTermCounts, Params().TextArray(all)));
  std::map<std::string, int64_t> counts;
  for (int row = 0; row < rows.size(); ++row) counts[rows.String(row, 0)] = rows.Int(row, 1);
  const auto count = [&](const Group& group) {
    int64_t sum = 0;
    for (const std::string& term : group) sum += counts[term];
    return sum;
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const Group& a, const Group& b) { return count(a) < count(b); });
  return groups;
}

absl::StatusOr<std::vector<StoredArticle>> Archive::List(absl::Time deadline, const Filter& filter,
                                                         const std::optional<ListKey>& after,
                                                         int limit, bool full) const {
  ASSIGN_OR_RETURN(std::vector<Group> groups, RarestFirst(deadline, filter));
  if (groups.empty()) groups.push_back({kEveryArticle});
  if (groups.size() == 1 && groups[0].size() == 1) {
    ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kListTerm,
                                                  ListParams(Params().Text(groups[0][0]), filter,
                                                             after, limit, full)));
    return ToArticles(rows);
  }
  Params params = ListParams(Params().TextArray(groups[0]), filter, after, limit, full);
  AddOtherGroups(groups, params);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kListFiltered, params));
  return ToArticles(rows);
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

absl::StatusOr<std::vector<FacetCount>> Archive::Facets(absl::Time deadline, const Filter& filter,
                                                        int limit) const {
  ASSIGN_OR_RETURN(std::vector<Group> groups, RarestFirst(deadline, filter));
  const bool open =
      filter.start_time == absl::InfinitePast() && filter.end_time == absl::InfiniteFuture();
  if (groups.empty() && open) {
    ASSIGN_OR_RETURN(const Rows rows,
                     pool_.Query(deadline, sql::kFacetsOfEverything, Params().Int(limit)));
    return ToFacets(rows);
  }
  if (groups.empty()) groups.push_back({kEveryArticle});
  Params params =
      Params().Int(limit).TextArray(groups[0]).Time(filter.start_time).Time(filter.end_time);
  AddOtherGroups(groups, params);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kFacetsFiltered, params));
  return ToFacets(rows);
}

absl::StatusOr<std::vector<FacetCount>> Archive::FacetsOf(absl::Time deadline,
                                                          const std::vector<std::string>& ids,
                                                          int limit) const {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kFacetsOfArticles,
                                                Params().Int(limit).TextArray(ids)));
  return ToFacets(rows);
}

absl::StatusOr<std::vector<std::string>> Archive::PageTokenKeys(absl::Time deadline) const {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetPageTokenKeys));
  std::vector<std::string> keys;
  for (int row = 0; row < rows.size(); ++row) keys.push_back(rows.Bytes(row, 0));
  return keys;
}

}  // namespace broadsheet::query

#include "storage/load.h"

#include "common/status.h"
#include "storage/sql.h"

namespace broadsheet::storage {

using postgres::Params;
using postgres::Rows;

absl::StatusOr<std::map<std::string, std::string>> FindKeys(postgres::Transaction& tx,
                                                            const std::vector<std::string>& keys) {
  std::map<std::string, std::string> ids;
  if (keys.empty()) return ids;
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindKeys, Params().BytesArray(keys)));
  for (int i = 0; i < rows.size(); ++i) ids[rows.Bytes(i, 0)] = rows.String(i, 1);
  return ids;
}

absl::StatusOr<std::map<ArticleAndOrigin, LastObservation>> FindObservations(
    postgres::Transaction& tx, const std::set<ArticleAndOrigin>& pairs) {
  std::map<ArticleAndOrigin, LastObservation> found;
  if (pairs.empty()) return found;
  std::vector<std::string> ids;
  std::vector<std::string> origins;
  for (const auto& [id, origin] : pairs) {
    ids.push_back(id);
    origins.push_back(origin);
  }
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kFindObservations, Params().UuidArray(ids).TextArray(origins)));
  for (int i = 0; i < rows.size(); ++i) {
    found[{rows.String(i, 0), rows.String(i, 1)}] = {rows.Bytes(i, 2), rows.Int(i, 3)};
  }
  return found;
}

absl::StatusOr<std::map<std::string, ArticleState>> LockArticles(
    postgres::Transaction& tx, const std::vector<std::string>& ids) {
  std::map<std::string, ArticleState> states;
  if (ids.empty()) return states;
  const Params params = Params().UuidArray(ids);
  tx.Defer(sql::kLockArticles, params);
  ASSIGN_OR_RETURN(const Rows articles, tx.Run(sql::kLoadArticles, params));
  for (int i = 0; i < articles.size(); ++i) {
    ArticleState& state = states[articles.String(i, 0)];
    state.id = articles.String(i, 0);
    state.observe_time = articles.Time(i, 1);
    state.body_origin = articles.String(i, 2);
    ASSIGN_OR_RETURN(state.article, ParseSnapshot(articles.BytesView(i, 3)));
    state.redacted = articles.Bool(i, 4);
  }
  ASSIGN_OR_RETURN(const Rows origins, tx.Run(sql::kLoadOrigins, params));
  for (int i = 0; i < origins.size(); ++i) {
    OriginState& origin = states[origins.String(i, 0)].origins[origins.String(i, 1)];
    origin = {origins.Time(i, 2), origins.Bytes(i, 3), origins.TextArray(i, 4),
              origins.TextArray(i, 5)};
    ASSIGN_OR_RETURN(origin.fields, DecodeFieldDigests(origins.Bytes(i, 6)));
  }
  return states;
}

absl::StatusOr<std::map<std::string, ArticleState>> LockMergedInto(
    postgres::Transaction& tx, const std::vector<std::string>& ids) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindMerged, Params().TextArray(ids)));
  std::vector<std::string> merged;
  for (int i = 0; i < rows.size(); ++i) merged.push_back(rows.String(i, 0));
  return LockArticles(tx, merged);
}

absl::StatusOr<std::set<std::string>> FindCategories(postgres::Transaction& tx,
                                                     const std::set<std::string>& names) {
  std::set<std::string> found;
  if (names.empty()) return found;
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kFindCategories, Params().TextArray(std::vector<std::string>(
                                                    names.begin(), names.end()))));
  for (int i = 0; i < rows.size(); ++i) found.insert(rows.String(i, 0));
  return found;
}

absl::StatusOr<Article> ParseSnapshot(std::string_view bytes) {
  Article article;
  if (!article.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InternalError("a snapshot in the record is no article");
  }
  return article;
}

}  // namespace broadsheet::storage

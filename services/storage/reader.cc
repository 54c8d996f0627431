#include "storage/reader.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "storage/load.h"
#include "storage/names.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

constexpr int kMaxNames = 500;
constexpr int kDefaultPageSize = 20;
constexpr int kMaxPageSize = 100;
constexpr int64_t kMaxPageBytes = 3 << 20;

// A page token says below which revision of which article to go on.
std::string PageToken(const std::string& article_id, int64_t below) {
  return absl::WebSafeBase64Escape(absl::StrCat(article_id, "/", below));
}

absl::StatusOr<int64_t> ReadPageToken(const std::string& token, const std::string& article_id) {
  if (token.empty()) return std::numeric_limits<int64_t>::max();
  std::string plain;
  int64_t below;
  if (absl::WebSafeBase64Unescape(token, &plain)) {
    const std::vector<std::string> parts = absl::StrSplit(plain, '/');
    if (parts.size() == 2 && parts[0] == article_id && absl::SimpleAtoi(parts[1], &below)) {
      return below;
    }
  }
  return InvalidField("page_token",
                      absl::StrCat("'", token, "' is not of a list of this article's revisions"));
}

absl::StatusOr<Revision> ReadRevision(const Rows& rows, int i, const std::string& article_id) {
  Revision revision;
  revision.set_name(FormatRevisionName(article_id, rows.Int(i, 0)));
  revision.set_position(rows.Int(i, 1));
  *revision.mutable_create_time() = ToTimestamp(rows.Time(i, 2));
  revision.set_actor(rows.String(i, 3));
  revision.set_kind(static_cast<Revision::Kind>(rows.Int(i, 4)));
  revision.set_content_digest(rows.Bytes(i, 5));
  if (!rows.IsNull(i, 6)) revision.set_content_salt(rows.Bytes(i, 6));
  if (!rows.IsNull(i, 7)) {
    ASSIGN_OR_RETURN(*revision.mutable_snapshot(), ParseSnapshot(rows.BytesView(i, 7)));
  }
  if (!rows.IsNull(i, 8)) revision.set_reason(rows.String(i, 8));
  return revision;
}

absl::Status RevisionRedacted(const std::string& name) {
  return WithReason(absl::NotFoundError(absl::StrCat(name, ": that revision is redacted")),
                    "REVISION_REDACTED", {{"name", name}});
}

}  // namespace

absl::StatusOr<std::string> Reader::GetArticle(absl::Time deadline,
                                               const v1::GetArticleRequest& request) {
  ASSIGN_OR_RETURN(const ArticleName name, ParseName(request.name(), "name"));
  Params params = Params().Text(name.article_id);
  const postgres::Statement* statement = &sql::kGetArticle;
  if (request.has_as_of()) {
    if (name.revision.has_value()) {
      return InvalidField("as_of", "can't be given with a revision's name");
    }
    if (!IsValidTimestamp(request.as_of())) return InvalidField("as_of", "is no valid time");
    statement = &sql::kGetArticleAsOf;
    params.Time(ToTime(request.as_of()));
  } else if (name.revision.has_value()) {
    statement = &sql::kGetRevision;
    params.Int(*name.revision);
  }
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, *statement, params));
  if (rows.empty()) return ArticleNotFound(request.name());
  if (rows.IsNull(0, 0)) return RevisionRedacted(request.name());
  return rows.Bytes(0, 0);
}

absl::StatusOr<Rows> Reader::GetNewest(absl::Time deadline, const std::vector<std::string>& ids) {
  return pool_.Query(deadline, sql::kBatchGetArticles, Params().UuidArray(ids).Int(kMaxPageBytes));
}

absl::StatusOr<v1::BatchGetArticlesResponse> Reader::BatchGetArticles(
    absl::Time deadline, const v1::BatchGetArticlesRequest& request) {
  if (request.names_size() < 1 || request.names_size() > kMaxNames) {
    return InvalidField("names", absl::StrCat("has ", request.names_size(), " elements; 1 to ",
                                              kMaxNames, " are allowed"));
  }
  std::vector<std::string> ids;
  for (int i = 0; i < request.names_size(); ++i) {
    ASSIGN_OR_RETURN(std::string id,
                     ParseArticleName(request.names(i), absl::StrCat("names[", i, "]")));
    ids.push_back(std::move(id));
  }
  ASSIGN_OR_RETURN(const Rows rows, GetNewest(deadline, ids));
  v1::BatchGetArticlesResponse response;
  for (int i = 0; i < rows.size(); ++i) {
    if (rows.IsNull(i, 0)) return ArticleNotFound(FormatArticleName(ids[i]));
    ASSIGN_OR_RETURN(*response.add_articles(), ParseSnapshot(rows.BytesView(i, 0)));
  }
  return response;
}

absl::StatusOr<v1::ListRevisionsResponse> Reader::ListRevisions(
    absl::Time deadline, const v1::ListRevisionsRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseArticleName(request.parent(), "parent"));
  if (request.page_size() < 0) {
    return InvalidField("page_size", absl::StrCat(request.page_size(), " is negative"));
  }
  const int page_size = request.page_size() == 0 ? kDefaultPageSize
                                                 : std::min<int>(request.page_size(), kMaxPageSize);
  ASSIGN_OR_RETURN(const int64_t below, ReadPageToken(request.page_token(), id));
  // One more than asked tells whether there is another page.
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kListRevisions,
                                                Params().Text(id).Int(below).Int(page_size + 1)));
  if (rows.empty() && request.page_token().empty()) return ArticleNotFound(request.parent());
  v1::ListRevisionsResponse response;
  int64_t bytes = 0;
  for (int i = 0; i < rows.size(); ++i) {
    ASSIGN_OR_RETURN(Revision revision, ReadRevision(rows, i, id));
    bytes += static_cast<int64_t>(revision.ByteSizeLong());
    if (i == page_size || (i > 0 && bytes > kMaxPageBytes)) {
      response.set_next_page_token(PageToken(id, rows.Int(i - 1, 0)));
      break;
    }
    *response.add_revisions() = std::move(revision);
  }
  return response;
}

}  // namespace broadsheet::storage

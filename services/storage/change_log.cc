#include "storage/change_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/server_info.h"
#include "common/status.h"
#include "storage/load.h"
#include "storage/names.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

constexpr int kDefaultPageSize = 100;
constexpr int64_t kMaxPageBytes = 3 << 20;
constexpr size_t kCommitIdBytes = 16;
absl::Status Diverged(const Cursor& after, absl::string_view what) {
  return WithReason(absl::OutOfRangeError(absl::StrCat(
                        "after: the log does not continue from position ", after.position(),
                        " of epoch ", after.epoch(), ": ", what, "; rebuild from the beginning")),
                    "LOG_DIVERGED", {{"position", absl::StrCat(after.position())}});
}

absl::Status SetRevision(const Rows& rows, int i, v1::Change* change) {
  Revision& revision = *change->mutable_article()->mutable_revision();
  revision.set_name(FormatRevisionName(rows.String(i, 5), rows.Int(i, 6)));
  revision.set_position(rows.Int(i, 0));
  revision.set_kind(static_cast<Revision::Kind>(rows.Int(i, 7)));
  *revision.mutable_create_time() = ToTimestamp(rows.Time(i, 8));
  revision.set_actor(rows.String(i, 9));
  revision.set_content_digest(rows.Bytes(i, 10));
  if (!rows.IsNull(i, 11)) revision.set_content_salt(rows.Bytes(i, 11));
  if (!rows.IsNull(i, 12)) {
    ASSIGN_OR_RETURN(*revision.mutable_snapshot(), ParseSnapshot(rows.BytesView(i, 12)));
  }
  if (!rows.IsNull(i, 13)) revision.set_reason(rows.String(i, 13));
  if (!rows.IsNull(i, 3)) {
    change->mutable_article()->mutable_previous()->ParseFromString(rows.Bytes(i, 3));
  }
  return absl::OkStatus();
}

absl::Status SetChange(const Rows& rows, int i, v1::Change* change) {
  change->mutable_cursor()->set_epoch(rows.Int(i, 14));
  change->mutable_cursor()->set_position(rows.Int(i, 0));
  change->mutable_cursor()->set_commit_id(rows.UuidBytes(i, 1));
  *change->mutable_commit_time() = ToTimestamp(rows.Time(i, 2));
  if (rows.IsNull(i, 4)) return SetRevision(rows, i, change);
  change->mutable_category()->ParseFromString(rows.Bytes(i, 4));
  return absl::OkStatus();
}

absl::Status CheckCursor(const Cursor& after) {
  if (after.position() < 0) {
    return InvalidField("after.position", absl::StrCat(after.position(), " is negative"));
  }
  if (after.position() > 0 && after.commit_id().size() != kCommitIdBytes) {
    return InvalidField("after.commit_id", absl::StrCat("has ", after.commit_id().size(),
                                                        " bytes instead of ", kCommitIdBytes));
  }
  return absl::OkStatus();
}

// Whether the first row is the change that `after` stands at.
absl::Status CheckContinues(const Cursor& after, const Rows& rows) {
  if (rows.empty() || rows.Int(0, 0) != after.position()) {
    return Diverged(after, "that is beyond its head");
  }
  if (rows.UuidBytes(0, 1) != after.commit_id()) {
    return Diverged(after, "another commit is there now");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListChangesResponse> ChangeLog::List(absl::Time deadline,
                                                        const v1::ListChangesRequest& request) {
  if (request.page_size() < 0) {
    return InvalidField("page_size", absl::StrCat(request.page_size(), " is negative"));
  }
  const int page_size = request.page_size() == 0
                            ? kDefaultPageSize
                            : std::min<int>(request.page_size(), kMaxChangesPage);
  const Cursor& after = request.after();
  RETURN_IF_ERROR(CheckCursor(after));
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kListChanges,
                               Params().Int(after.position()).Int(page_size).Int(kMaxPageBytes)));
  if (after.position() > 0) RETURN_IF_ERROR(CheckContinues(after, rows));
  v1::ListChangesResponse response;
  for (int i = 0; i < rows.size(); ++i) {
    if (rows.Int(i, 0) <= after.position()) continue;
    RETURN_IF_ERROR(SetChange(rows, i, response.add_changes()));
  }
  // Read last: never behind the page.
  ASSIGN_OR_RETURN(const Rows head, pool_.Query(deadline, sql::kGetHead));
  *response.mutable_head() = HeadCursor(head);
  return response;
}

absl::StatusOr<v1::GetStatusResponse> ChangeLog::GetStatus(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetLogEnd));
  v1::GetStatusResponse response;
  *response.mutable_server() = DescribeServer();
  if (rows.IsNull(0, 1)) return response;
  *response.mutable_head() = HeadCursor(rows);
  *response.mutable_head_time() = ToTimestamp(rows.Time(0, 3));
  return response;
}

absl::Status ChangeLog::LookForChanges(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetHead));
  head_.Set(HeadCursor(rows).position());
  return absl::OkStatus();
}

}  // namespace broadsheet::storage

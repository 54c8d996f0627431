#include "ingest/quarantine/quarantine.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/sql.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

constexpr char kCollection[] = "rejects/";

// What fits a GetReject's answer.
constexpr size_t kMaxKeptBytes = 4 << 20;

// A page of rejects ends early at this many bytes.
constexpr size_t kMaxListBytes = 3 << 20;

absl::Status NoSuchReject(const std::string& name) {
  return absl::NotFoundError(absl::StrCat(name, " does not exist"));
}

std::string DigestOf(const Rejected& rejected) {
  Sha256Stream digest;
  for (const std::string* part : {&rejected.origin, &rejected.uri, &rejected.entry}) {
    digest.Add(absl::StrCat(part->size(), ":", *part));
  }
  digest.Add(rejected.raw);
  return digest.Finish();
}

// Text from the network may hold what PostgreSQL's text can't.
std::string Storable(std::string text) {
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

// A row of list_rejects, or the beginning of one of get_reject.
v1::Reject FromRow(const Rows& rows, int row) {
  v1::Reject reject;
  reject.set_name(absl::StrCat(kCollection, rows.String(row, 0)));
  reject.set_origin(rows.String(row, 1));
  reject.set_uri(rows.String(row, 2));
  reject.set_entry(rows.String(row, 3));
  reject.set_step(static_cast<v1::Reject::Step>(rows.Int(row, 4)));
  reject.mutable_reason()->ParseFromString(rows.Bytes(row, 5));
  reject.set_media_type(rows.String(row, 6));
  reject.set_raw_size(rows.Int(row, 7));
  *reject.mutable_create_time() = ToProto(rows.Time(row, 8));
  *reject.mutable_last_seen_time() = ToProto(rows.Time(row, 9));
  reject.set_count(rows.Int(row, 10));
  reject.set_deaths(static_cast<int32_t>(rows.Int(row, 11)));
  if (auto time = rows.OptionalTime(row, 12)) *reject.mutable_set_aside_until() = ToProto(*time);
  return reject;
}

std::string_view KeptBytes(const Rejected& rejected) {
  return std::string_view(rejected.raw).substr(0, kMaxKeptBytes);
}

// A reason that does not say what was redacted.
absl::Status OfRedacted(const absl::Status& reason) {
  return WithReason(absl::Status(reason.code(), "what came is of an article that was redacted"),
                    "ARTICLE_REDACTED");
}

Params ParamsOf(const Rejected& rejected) {
  Params params;
  params.Text(NewUuid(absl::Now())).Bytes(DigestOf(rejected));
  params.Text(Storable(rejected.origin)).Text(Storable(rejected.uri));
  params.Text(Storable(rejected.entry)).Int(rejected.step);
  params.Bytes(ToRpcStatusBytes(rejected.reason)).Text(Storable(rejected.media_type));
  params.Bytes(KeptBytes(rejected));
  params.Int(std::max(rejected.raw_size, static_cast<int64_t>(rejected.raw.size())));
  params.Bytes(rejected.source.SerializeAsString()).Bytes(rejected.settings.SerializeAsString());
  params.BytesArray(rejected.keys).Bytes(ToRpcStatusBytes(OfRedacted(rejected.reason)));
  return params;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Quarantine::Keep(absl::Time deadline,
                                                          const std::vector<Rejected>& rejects) {
  std::vector<std::string> names;
  if (rejects.empty()) return names;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    names.clear();
    for (const Rejected& rejected : rejects) {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kKeepReject, ParamsOf(rejected)));
      names.push_back(absl::StrCat(kCollection, rows.String(0, 0)));
    }
    return absl::OkStatus();
  }));
  size_t bytes = 0;
  for (const Rejected& rejected : rejects) bytes += KeptBytes(rejected).size();
  cap_.Added(static_cast<int64_t>(rejects.size()), static_cast<int64_t>(bytes));
  return names;
}

absl::StatusOr<v1::ListRejectsResponse> Quarantine::List(absl::Time deadline,
                                                         const v1::ListRejectsRequest& request) {
  ASSIGN_OR_RETURN(const int64_t page_size, PageSize(request.page_size()));
  if (!request.page_token().empty() && !IsUuid(request.page_token())) {
    return InvalidField("page_token", "is not one that ListRejects gave");
  }
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kListRejects,
                                                Params()
                                                    .TextOrNull(request.origin())
                                                    .TextOrNull(request.page_token())
                                                    .Int(page_size + 1)));
  v1::ListRejectsResponse response;
  size_t bytes = 0;
  for (int row = 0; row < rows.size(); ++row) {
    v1::Reject reject = FromRow(rows, row);
    bytes += reject.ByteSizeLong();
    if (row == page_size || (row > 0 && bytes > kMaxListBytes)) {
      response.set_next_page_token(rows.String(row - 1, 0));
      break;
    }
    *response.add_rejects() = std::move(reject);
  }
  return response;
}

absl::StatusOr<v1::Reject> Quarantine::GetReject(absl::Time deadline,
                                                 const v1::GetRejectRequest& request) {
  ASSIGN_OR_RETURN(KeptReject kept, Get(deadline, request.name()));
  return std::move(kept.reject);
}

absl::StatusOr<KeptReject> Quarantine::Get(absl::Time deadline, const std::string& name) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(name, kCollection, "name"));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetReject, Params().Text(id)));
  if (rows.empty()) return NoSuchReject(name);
  KeptReject kept;
  kept.reject = FromRow(rows, 0);
  kept.reject.set_raw(rows.Bytes(0, 13));
  kept.source.ParseFromString(rows.Bytes(0, 14));
  kept.settings.ParseFromString(rows.Bytes(0, 15));
  return kept;
}

absl::Status Quarantine::Delete(absl::Time deadline, const std::string& name) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(name, kCollection, "name"));
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kDeleteReject, Params().Text(id)));
    return rows.affected() == 0 ? NoSuchReject(name) : absl::OkStatus();
  });
}

}  // namespace broadsheet::ingest

#include "ingest/feeds/feed_registry.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/feeds/feed_rules.h"
#include "ingest/feeds/feed_schedule.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/sql.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;
using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

// A feed that was just created is left alone for this long, so that who creates
// it can poll it and see what its entries come to.
constexpr absl::Duration kFirstPollDelay = absl::Seconds(5);

constexpr char kCollection[] = "feeds/";

// What a caller may set; the rest is ingest's.
const FieldMask& SettableFields() {
  static const auto* const mask = [] {
    auto* mask = new FieldMask;
    FieldMaskUtil::FromString(
        "uri,kind,identity_rule,category_map,default_categories,fetch_full_text,poll_interval,"
        "paused",
        mask);
    return mask;
  }();
  return *mask;
}

absl::Status NoSuchFeed(const std::string& id) {
  return absl::NotFoundError(absl::StrCat("feeds/", id, " does not exist"));
}

absl::Status UriTaken(const std::string& uri) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat("'", uri, "' is polled already")),
                    "FEED_EXISTS", {{"uri", uri}});
}

void SetTimes(const Rows& rows, int row, v1::Feed* feed) {
  *feed->mutable_create_time() = ToProto(rows.Time(row, 13));
  if (auto time = rows.OptionalTime(row, 14)) *feed->mutable_last_poll_time() = ToProto(*time);
  if (auto time = rows.OptionalTime(row, 15)) *feed->mutable_last_success_time() = ToProto(*time);
  *feed->mutable_next_poll_time() = ToProto(rows.Time(row, 16));
}

// A row of get_feed or list_feeds.
PolledFeed FromRow(const Rows& rows, int row) {
  PolledFeed polled;
  v1::Feed& feed = polled.feed;
  polled.id = rows.String(row, 0);
  feed.set_name(absl::StrCat(kCollection, polled.id));
  feed.set_uri(rows.String(row, 1));
  feed.set_kind(static_cast<v1::Feed::Kind>(rows.Int(row, 2)));
  feed.set_identity_rule(static_cast<v1::Feed::IdentityRule>(rows.Int(row, 3)));
  const auto names = rows.TextArray(row, 4);
  const auto targets = rows.TextArray(row, 5);
  for (size_t i = 0; i < names.size(); ++i) (*feed.mutable_category_map())[names[i]] = targets[i];
  for (auto& category : rows.TextArray(row, 6)) feed.add_default_categories(std::move(category));
  feed.set_fetch_full_text(rows.Bool(row, 7));
  if (auto s = rows.OptionalInt(row, 8)) feed.mutable_poll_interval()->set_seconds(*s);
  feed.set_paused(rows.Bool(row, 9));
  polled.version = rows.Int(row, 10);
  feed.set_etag(absl::StrCat(polled.version));
  feed.set_title(rows.String(row, 11));
  feed.set_site_uri(rows.String(row, 12));
  SetTimes(rows, row, &feed);
  if (!rows.IsNull(row, 17)) feed.mutable_last_error()->ParseFromString(rows.Bytes(row, 17));
  feed.set_consecutive_failures(static_cast<int32_t>(rows.Int(row, 18)));
  polled.interval = absl::Seconds(rows.Int(row, 19));
  polled.http_etag = rows.String(row, 20);
  polled.http_last_modified = rows.String(row, 21);
  polled.pages_unread = rows.Bool(row, 22);
  feed.set_deaths(static_cast<int32_t>(rows.Int(row, 23)));
  if (auto time = rows.OptionalTime(row, 24)) *feed.mutable_set_aside_until() = ToProto(*time);
  feed.set_defect(rows.String(row, 25));
  return polled;
}

absl::StatusOr<PolledFeed> GetIn(Transaction& tx, const std::string& id) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kGetFeed, Params().Text(id)));
  if (rows.empty()) return NoSuchFeed(id);
  return FromRow(rows, 0);
}

// uri, kind, …, paused: the parameters that insert_feed and update_feed share.
void AddSettings(const v1::Feed& feed, Params* params) {
  std::vector<std::string> names;
  std::vector<std::string> targets;
  for (const auto& [name, target] : feed.category_map()) {
    names.push_back(name);
    targets.push_back(target);
  }
  params->Text(feed.uri()).Int(feed.kind()).Int(feed.identity_rule());
  params->TextArray(names).TextArray(targets);
  params->TextArray({feed.default_categories().begin(), feed.default_categories().end()});
  params->Bool(feed.fetch_full_text());
  if (feed.has_poll_interval()) {
    params->Int(feed.poll_interval().seconds());
  } else {
    params->Null();
  }
  params->Bool(feed.paused());
}

// Only what a caller may set, with the kinds that "unspecified" stands for.
v1::Feed Settings(const v1::Feed& feed) {
  v1::Feed settings;
  FieldMaskUtil::MergeMessageTo(feed, SettableFields(), {}, &settings);
  if (settings.kind() == v1::Feed::KIND_UNSPECIFIED) settings.set_kind(v1::Feed::KIND_FEED);
  if (settings.identity_rule() == v1::Feed::IDENTITY_RULE_UNSPECIFIED) {
    settings.set_identity_rule(v1::Feed::IDENTITY_RULE_GUID);
  }
  return settings;
}

absl::Status CheckMask(const FieldMask& mask) {
  if (mask.paths().empty()) return InvalidField("update_mask", "is required");
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsPathInFieldMask(path, SettableFields())) {
      return InvalidField("update_mask", absl::StrCat("'", path, "' can't be changed"));
    }
  }
  return absl::OkStatus();
}

// The settings of `held` with the masked fields of the request.
v1::Feed Updated(const v1::Feed& held, const v1::UpdateFeedRequest& request) {
  v1::Feed feed = held;
  if (FieldMaskUtil::IsPathInFieldMask("category_map", request.update_mask())) {
    feed.clear_category_map();
  }
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(request.feed(), request.update_mask(), options, &feed);
  return Settings(feed);
}

}  // namespace

absl::StatusOr<v1::Feed> FeedRegistry::Create(absl::Time deadline,
                                              const v1::CreateFeedRequest& request) {
  RETURN_IF_ERROR(CheckFeed(request.feed(), "feed"));
  const v1::Feed feed = Settings(request.feed());
  const absl::Time now = absl::Now();
  const std::string id = NewUuid(now);
  v1::Feed created;
  const absl::Status status = pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    Params params;
    params.Text(id);
    AddSettings(feed, &params);
    params.Time(now).Time(now + kFirstPollDelay).Int(absl::ToInt64Seconds(kFirstInterval));
    RETURN_IF_ERROR(tx.Run(sql::kInsertFeed, params).status());
    ASSIGN_OR_RETURN(PolledFeed polled, GetIn(tx, id));
    created = std::move(polled.feed);
    return absl::OkStatus();
  });
  if (absl::IsAlreadyExists(status)) return UriTaken(feed.uri());
  RETURN_IF_ERROR(status);
  return created;
}

absl::StatusOr<v1::Feed> FeedRegistry::Get(absl::Time deadline, const v1::GetFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(request.name(), kCollection, "name"));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetFeed, Params().Text(id)));
  if (rows.empty()) return NoSuchFeed(id);
  return FromRow(rows, 0).feed;
}

absl::StatusOr<v1::ListFeedsResponse> FeedRegistry::List(absl::Time deadline,
                                                         const v1::ListFeedsRequest& request) {
  ASSIGN_OR_RETURN(const int64_t page_size, PageSize(request.page_size()));
  if (!request.page_token().empty() && !IsUuid(request.page_token())) {
    return InvalidField("page_token", "is not one that ListFeeds gave");
  }
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kListFeeds,
                               Params().TextOrNull(request.page_token()).Int(page_size + 1)));
  v1::ListFeedsResponse response;
  for (int row = 0; row < rows.size() && row < page_size; ++row) {
    *response.add_feeds() = FromRow(rows, row).feed;
  }
  if (rows.size() > page_size) {
    response.set_next_page_token(rows.String(static_cast<int>(page_size) - 1, 0));
  }
  return response;
}

absl::StatusOr<v1::Feed> FeedRegistry::Update(absl::Time deadline,
                                              const v1::UpdateFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(request.feed().name(), kCollection, "feed.name"));
  RETURN_IF_ERROR(CheckMask(request.update_mask()));
  v1::Feed updated;
  std::string uri;
  const absl::Status status = pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const PolledFeed held, GetIn(tx, id));
    const std::string& etag = request.feed().etag();
    const v1::Feed feed = Updated(held.feed, request);
    RETURN_IF_ERROR(CheckFeed(feed, "feed"));
    uri = feed.uri();
    Params params;
    params.Text(id).Int(held.version);
    AddSettings(feed, &params);
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kUpdateFeed, params));
    if ((!etag.empty() && etag != held.feed.etag()) || rows.affected() == 0) {
      return WithReason(absl::AbortedError(absl::StrCat("feeds/", id,
                                                        " was changed meanwhile: its "
                                                        "etag is no longer '",
                                                        etag, "'")),
                        "ETAG_MISMATCH", {{"feed", held.feed.name()}});
    }
    ASSIGN_OR_RETURN(PolledFeed polled, GetIn(tx, id));
    updated = std::move(polled.feed);
    return absl::OkStatus();
  });
  if (absl::IsAlreadyExists(status)) return UriTaken(uri);
  RETURN_IF_ERROR(status);
  return updated;
}

absl::Status FeedRegistry::Delete(absl::Time deadline, const v1::DeleteFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(request.name(), kCollection, "name"));
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kDeleteFeed, Params().Text(id)));
    return rows.affected() == 0 ? NoSuchFeed(id) : absl::OkStatus();
  });
}

absl::StatusOr<std::optional<FeedLease>> FeedRegistry::Claim(absl::Time deadline,
                                                             const std::string& id) {
  std::optional<FeedLease> lease;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    const std::string lease_id = NewUuid(absl::Now());
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kClaimFeed, Params().Text(id).Text(lease_id).Double(
                                                 absl::ToDoubleSeconds(lease_))));
    ASSIGN_OR_RETURN(PolledFeed feed, GetIn(tx, id));
    lease.reset();
    if (rows.affected() == 1) lease = FeedLease{lease_id, std::move(feed)};
    return absl::OkStatus();
  }));
  return lease;
}

std::string HostOfFeed(const std::string& uri) {
  const size_t scheme = uri.find("://");
  if (scheme == std::string::npos) return "";
  const size_t begin = scheme + 3;
  const size_t end = std::min(uri.find_first_of("/?#", begin), uri.size());
  return absl::AsciiStrToLower(uri.substr(begin, end - begin));
}

absl::StatusOr<std::optional<FeedLease>> FeedRegistry::ClaimDue(absl::Time deadline,
                                                                const DueFeeds& due) {
  std::optional<FeedLease> lease;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    lease.reset();
    const std::string lease_id = NewUuid(absl::Now());
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kClaimDueFeed, Params()
                                                    .Text(lease_id)
                                                    .Double(absl::ToDoubleSeconds(lease_))
                                                    .TextArray(due.busy_hosts)
                                                    .Bool(due.suspects)));
    if (rows.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(PolledFeed feed, GetIn(tx, rows.String(0, 0)));
    lease = FeedLease{lease_id, std::move(feed)};
    return absl::OkStatus();
  }));
  return lease;
}

absl::Status FeedRegistry::Renew(absl::Time deadline, const std::vector<std::string>& lease_ids) {
  return pool_.Transact(deadline, [&](Transaction& tx) {
    return tx
        .Run(sql::kRenewLeases, Params().TextArray(lease_ids).Double(absl::ToDoubleSeconds(lease_)))
        .status();
  });
}

absl::Status FeedRegistry::Finish(absl::Time deadline, const FeedLease& lease, const PollEnd& end) {
  const PolledFeed& feed = lease.feed;
  Params params;
  params.Text(feed.id).Text(lease.id).Time(end.poll_time);
  params.OptionalTime(end.status.ok() ? std::optional(end.poll_time) : std::nullopt);
  params.Int(feed.version).Time(end.next_poll_time);
  if (end.status.ok()) {
    params.Null();
  } else {
    params.Bytes(ToRpcStatusBytes(end.status));
  }
  params.Int(feed.feed.consecutive_failures()).Int(absl::ToInt64Seconds(feed.interval));
  params.Text(feed.http_etag).Text(feed.http_last_modified);
  params.Text(feed.feed.title()).Text(feed.feed.site_uri()).Bool(feed.pages_unread);
  params.Text(feed.feed.defect());
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFinishPoll, params));
    if (rows.affected() == 0) {
      return absl::AbortedError(
          absl::StrCat(feed.feed.name(), " was deleted, or its lease was lost, during the poll"));
    }
    if (end.moved_to.empty()) return absl::OkStatus();
    return tx.Run(sql::kMoveFeed, Params().Text(feed.id).Text(end.moved_to)).status();
  });
}

}  // namespace broadsheet::ingest

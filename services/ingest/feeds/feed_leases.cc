#include "ingest/feeds/feed_leases.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/identity/feed_memory.pb.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

absl::Status LeaseLost(const PolledFeed& feed) {
  return absl::AbortedError(
      absl::StrCat(feed.feed.name(), " was deleted, or its lease was lost, during the poll"));
}

// What was taken in, of a feed's document or of what its hub delivered.
absl::Status NoteTaken(Transaction& tx, const PolledFeed& feed, const PollEnd& end) {
  if (!end.memory.empty()) {
    const Params memory = Params().Text(feed.id).Bytes(end.memory);
    RETURN_IF_ERROR(tx.Run(sql::kKeepFeedMemory, memory).status());
  }
  if (end.notifications.empty()) return absl::OkStatus();
  return tx.Run(sql::kDropNotifications, Params().Text(feed.id).IntArray(end.notifications))
      .status();
}

absl::Status NoteVerdict(Transaction& tx, const PolledFeed& feed, const PollEnd& end) {
  if (end.hub == HubVerdict::kNone) return absl::OkStatus();
  const bool missed = end.hub == HubVerdict::kMissed;
  Params params = Params().Text(feed.id);
  params.OptionalTime(missed ? std::optional(end.poll_time) : std::nullopt);
  params.Text(missed ? "a poll found what the hub had not told of" : "");
  return tx.Run(sql::kJudgeHub, params).status();
}

}  // namespace

absl::StatusOr<std::optional<FeedLease>> FeedLeases::Claim(absl::Time deadline,
                                                           const std::string& id) {
  std::optional<FeedLease> lease;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    const std::string lease_id = NewUuid(absl::Now());
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kClaimFeed, Params().Text(id).Text(lease_id).Double(
                                                 absl::ToDoubleSeconds(lapse_))));
    ASSIGN_OR_RETURN(PolledFeed feed, ReadPolledFeed(tx, id));
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

absl::StatusOr<std::optional<FeedLease>> FeedLeases::ClaimDue(absl::Time deadline,
                                                              const DueFeeds& due) {
  std::optional<FeedLease> lease;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    lease.reset();
    const std::string lease_id = NewUuid(absl::Now());
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kClaimDueFeed, Params()
                                                    .Text(lease_id)
                                                    .Double(absl::ToDoubleSeconds(lapse_))
                                                    .TextArray(due.busy_hosts)
                                                    .Bool(due.suspects)));
    if (rows.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(PolledFeed feed, ReadPolledFeed(tx, rows.String(0, 0)));
    lease = FeedLease{lease_id, std::move(feed)};
    return absl::OkStatus();
  }));
  return lease;
}

absl::Status FeedLeases::Renew(absl::Time deadline, const std::vector<std::string>& lease_ids) {
  return pool_.Transact(deadline, [&](Transaction& tx) {
    return tx
        .Run(sql::kRenewLeases, Params().TextArray(lease_ids).Double(absl::ToDoubleSeconds(lapse_)))
        .status();
  });
}

absl::Status FeedLeases::Finish(absl::Time deadline, const FeedLease& lease, const PollEnd& end) {
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
  params.Text(feed.feed.defect()).Int(feed.feed.detected_identity_rule());
  params.Text(feed.feed.identity_evidence());
  params.TextArray({feed.feed.session_parameters().begin(), feed.feed.session_parameters().end()});
  params.Int(feed.feed.overlooked()).Text(feed.feed.overlooked_example());
  params.OptionalTime(end.retired ? std::optional(end.poll_time) : std::nullopt);
  params.Int(feed.notification_count).Text(feed.feed.hub().uri()).Text(feed.feed.hub().topic_uri());
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFinishPoll, params));
    if (rows.affected() == 0) {
      return LeaseLost(feed);
    }
    RETURN_IF_ERROR(NoteTaken(tx, feed, end));
    RETURN_IF_ERROR(NoteVerdict(tx, feed, end));
    if (end.moved_to.empty()) return absl::OkStatus();
    return tx.Run(sql::kMoveFeed, Params().Text(feed.id).Text(end.moved_to)).status();
  });
}

absl::Status FeedLeases::FinishNotified(absl::Time deadline, const FeedLease& lease,
                                        const PollEnd& end) {
  const PolledFeed& feed = lease.feed;
  Params params;
  params.Text(feed.id).Text(lease.id).Int(feed.version).Int(feed.notification_count);
  params.Bool(feed.pages_unread);
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFinishNotified, params));
    return rows.affected() == 0 ? LeaseLost(feed) : NoteTaken(tx, feed, end);
  });
}

absl::StatusOr<FeedMemory> FeedLeases::Memory(absl::Time deadline, const std::string& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetFeedMemory, Params().Text(id)));
  FeedMemory memory;
  if (!rows.empty()) memory.ParseFromString(rows.Bytes(0, 0));
  return memory;
}

absl::Status FeedLeases::NoteArchive(absl::Time deadline, const FeedLease& lease,
                                     const ArchivePlace& place) {
  Params params;
  params.Text(lease.feed.id).Text(lease.id).Int(place.pages).Text(place.next_uri);
  params.OptionalTime(place.begin_time).OptionalTime(place.end_time);
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kNoteArchive, params));
    return rows.affected() == 0 ? LeaseLost(lease.feed) : absl::OkStatus();
  });
}

}  // namespace broadsheet::ingest

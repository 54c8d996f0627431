// The feeds that are polled, in PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/postgres/pool.h"

namespace broadsheet::ingest {

// A feed, and what only polling needs to know of it.
struct PolledFeed {
  std::string id;
  v1::Feed feed;
  int64_t version = 0;
  std::string http_etag;
  std::string http_last_modified;
  // What it has adapted to.
  absl::Duration interval;
  // Whether entries may have been written whose pages were not fetched: the last poll that
  // came so far did not come to its end.
  bool pages_unread = false;
};

// The right to poll a feed: nobody else does until it lapses or is given back
// with FeedRegistry::Finish().
struct FeedLease {
  std::string id;
  PolledFeed feed;
};

// Which feeds may be polled now, of those that are due and not set aside.
struct DueFeeds {
  // None of these (HostOfFeed()).
  std::vector<std::string> busy_hosts;
  // Also those that a process died at.
  bool suspects = true;
};

// What a poll came to. `feed` of the lease, changed, becomes the row.
struct PollEnd {
  absl::Time poll_time;
  absl::Time next_poll_time;
  absl::Status status;
  // Where the feed has moved for good; empty if it has not.
  std::string moved_to;
};

// Host and port of a feed's URI, in lower case.
std::string HostOfFeed(const std::string& uri);

// Thread-safe. Errors besides those named are those of postgres::Pool.
class FeedRegistry {
 public:
  // A lease lapses after `lease` unless it is renewed. `pool` must outlive it.
  FeedRegistry(postgres::Pool& pool, absl::Duration lease) : pool_(pool), lease_(lease) {}

  // INVALID_ARGUMENT naming the field; ALREADY_EXISTS where the URI is polled.
  absl::StatusOr<v1::Feed> Create(absl::Time deadline, const v1::CreateFeedRequest& request);
  // NOT_FOUND.
  absl::StatusOr<v1::Feed> Get(absl::Time deadline, const v1::GetFeedRequest& request);
  absl::StatusOr<v1::ListFeedsResponse> List(absl::Time deadline,
                                             const v1::ListFeedsRequest& request);
  // ABORTED where the etag does not match. A changed feed is due at once.
  absl::StatusOr<v1::Feed> Update(absl::Time deadline, const v1::UpdateFeedRequest& request);
  absl::Status Delete(absl::Time deadline, const v1::DeleteFeedRequest& request);

  // Takes the lease of a feed by its id; nullopt while another holds it.
  absl::StatusOr<std::optional<FeedLease>> Claim(absl::Time deadline, const std::string& id);
  // Takes the lease of the feed that has been due longest of those that may be taken;
  // nullopt if none is.
  absl::StatusOr<std::optional<FeedLease>> ClaimDue(absl::Time deadline, const DueFeeds& due = {});
  absl::Status Renew(absl::Time deadline, const std::vector<std::string>& lease_ids);
  // Records a poll and gives the lease back. ABORTED where it had lapsed and
  // another took it, or the feed is gone: nothing is recorded then.
  absl::Status Finish(absl::Time deadline, const FeedLease& lease, const PollEnd& end);

 private:
  postgres::Pool& pool_;
  const absl::Duration lease_;
};

}  // namespace broadsheet::ingest

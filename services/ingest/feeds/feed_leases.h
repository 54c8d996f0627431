// Who polls which feed now, of several instances.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "ingest/feeds/polled_feed.h"

namespace broadsheet::ingest {

class FeedMemory;

// The right to poll a feed: nobody else does until it lapses or is given back
// with FeedLeases::Finish().
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

// What a poll finds out about a feed's hub.
enum class HubVerdict {
  kNone,
  // It had not told of something that the feed has.
  kMissed,
  // It tells again: the feed has nothing beside what it told of.
  kTrusted,
};

// What a poll came to. `feed` of the lease, changed, becomes the row.
struct PollEnd {
  absl::Time poll_time;
  absl::Time next_poll_time;
  absl::Status status;
  // Where the feed has moved for good; empty if it has not.
  std::string moved_to;
  // The server said that it is gone for good.
  bool retired = false;
  // What is to be remembered of its entries, a serialised FeedMemory; empty where that is
  // what was known before.
  std::string memory;
  // The notifications that were taken in, by their ids.
  std::vector<int64_t> notifications;
  // What it says of the feed's hub.
  HubVerdict hub = HubVerdict::kNone;
};

// Host and port of a feed's URI, in lower case.
std::string HostOfFeed(const std::string& uri);

// Thread-safe. Errors besides those named are those of postgres::Pool.
class FeedLeases {
 public:
  // A lease lapses after `lapse` unless it is renewed. `pool` must outlive it.
  FeedLeases(postgres::Pool& pool, absl::Duration lapse) : pool_(pool), lapse_(lapse) {}

  // Takes the lease of a feed by its id; nullopt while another holds it.
  absl::StatusOr<std::optional<FeedLease>> Claim(absl::Time deadline, const std::string& id);
  // Takes the lease of the feed that has been due longest of those that may be taken;
  // nullopt if none is.
  absl::StatusOr<std::optional<FeedLease>> ClaimDue(absl::Time deadline, const DueFeeds& due = {});
  absl::Status Renew(absl::Time deadline, const std::vector<std::string>& lease_ids);
  // Records a poll and gives the lease back. ABORTED where it had lapsed and
  // another took it, or the feed is gone: nothing is recorded then.
  absl::Status Finish(absl::Time deadline, const FeedLease& lease, const PollEnd& end);

  // Records that what its hub had delivered was taken in, without a poll, and gives the lease
  // back; else as Finish(). Of `end`, the poll's time and outcome do not count.
  absl::Status FinishNotified(absl::Time deadline, const FeedLease& lease, const PollEnd& end);

  // What was remembered of its entries; of a new feed, nothing.
  absl::StatusOr<FeedMemory> Memory(absl::Time deadline, const std::string& id);

  // Records how far its archive was read. ABORTED where the lease was lost.
  absl::Status NoteArchive(absl::Time deadline, const FeedLease& lease, const ArchivePlace& place);

 private:
  postgres::Pool& pool_;
  const absl::Duration lapse_;
};

}  // namespace broadsheet::ingest

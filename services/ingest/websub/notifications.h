// What hubs have delivered, in PostgreSQL, until it is taken in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "ingest/websub/subscription.h"

namespace broadsheet::ingest {

struct Notification {
  int64_t id;
  absl::Time receive_time;
  std::string content_type;
  // Unset where more came than is kept: the feed is to be fetched.
  std::optional<std::string> body;
};

// Thread-safe; errors are those of postgres::Pool.
class Notifications {
 public:
  // `pool` must outlive it.
  explicit Notifications(postgres::Pool& pool) : pool_(pool) {}

  // Keeps one, and makes its feed due, at once; but not more often than every two seconds. Of a
  // feed 16 bodies and about as many MiB wait at most: where there are more, the feed is fetched.
  // When that is OK, nothing is lost any more. NOT_FOUND where the feed is gone.
  absl::Status Keep(absl::Time deadline, const Subscription& subscription,
                    const std::string& content_type, const std::string& body);

  // Those of a feed, the oldest first.
  absl::StatusOr<std::vector<Notification>> Waiting(absl::Time deadline,
                                                    const std::string& feed_id);

 private:
  postgres::Pool& pool_;
};

}  // namespace broadsheet::ingest

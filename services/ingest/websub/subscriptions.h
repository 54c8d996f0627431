// What ingest has asked of hubs, in PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "ingest/websub/subscription.h"

namespace broadsheet::ingest {

// Which subscriptions there are follows from the feeds: whoever changes, pauses, retires or
// deletes one need not know of hubs. Thread-safe; errors are those of postgres::Pool.
class Subscriptions {
 public:
  // Hubs find us below `callback_uri`, without a slash at its end. `pool` must outlive it.
  Subscriptions(std::string callback_uri, postgres::Pool& pool)
      : callback_uri_(std::move(callback_uri)), pool_(pool) {}

  // Adds what feeds want, and has that ended which none wants any more.
  absl::Status FollowFeeds(absl::Time deadline);

  // Those that end unrenewed now.
  absl::StatusOr<std::vector<Subscription>> Lapse(absl::Time deadline);

  // Takes the one of which the hub is to be asked now, and notes that it is; nullopt if there is
  // none. One that may be forgotten goes without a word.
  absl::StatusOr<std::optional<Subscription>> ClaimDue(absl::Time deadline);

  // The one whose callback ends in `token`; nullopt if there is none.
  absl::StatusOr<std::optional<Subscription>> Find(absl::Time deadline, const std::string& token);

  // The hub agreed, for that long.
  absl::Status Confirm(absl::Time deadline, const std::string& id, absl::Duration lease);
  // It refused, and said why.
  absl::Status Deny(absl::Time deadline, const std::string& id, const std::string& why);
  // It agreed to deliver no more.
  absl::Status Remove(absl::Time deadline, const std::string& id);
  // It did not answer as it should.
  absl::Status NoteTrouble(absl::Time deadline, const std::string& id, const std::string& what);

  // How many there are in each state, and how many active ones whose hub is not relied on.
  struct Census {
    int64_t requested = 0;
    int64_t active = 0;
    int64_t denied = 0;
    int64_t silent = 0;
  };
  absl::StatusOr<Census> Count(absl::Time deadline);

 private:
  absl::Status Run(absl::Time deadline, const postgres::Statement& statement,
                   const postgres::Params& params);

  const std::string callback_uri_;
  postgres::Pool& pool_;
};

}  // namespace broadsheet::ingest

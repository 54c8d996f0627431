#include "ingest/websub/subscriptions.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

// Nobody guesses that.
constexpr size_t kTokenBytes = 24;
constexpr size_t kSecretBytes = 32;

std::string RandomName(size_t bytes) { return absl::BytesToHexString(RandomBytes(bytes)); }

}  // namespace

absl::Status Subscriptions::Run(absl::Time deadline, const postgres::Statement& statement,
                                const Params& params) {
  return pool_.Transact(deadline,
                        [&](Transaction& tx) { return tx.Run(statement, params).status(); });
}

absl::Status Subscriptions::FollowFeeds(absl::Time deadline) {
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(
        tx.Run(sql::kLeaveHubs, Params().Text(absl::StrCat(callback_uri_, "/"))).status());
    ASSIGN_OR_RETURN(const Rows feeds, tx.Run(sql::kListUnsubscribed, {}));
    for (int row = 0; row < feeds.size(); ++row) {
      const std::string token = RandomName(kTokenBytes);
      Params params;
      params.Text(NewUuid(absl::Now())).Text(feeds.String(row, 0));
      params.Text(feeds.String(row, 1)).Text(feeds.String(row, 2));
      params.Text(absl::StrCat(callback_uri_, "/", token)).Text(token);
      params.Text(RandomName(kSecretBytes));
      RETURN_IF_ERROR(tx.Run(sql::kInsertSubscription, params).status());
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<Subscription>> Subscriptions::Lapse(absl::Time deadline) {
  std::vector<Subscription> lapsed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    lapsed.clear();
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kLapseSubscriptions, {}));
    for (int row = 0; row < rows.size(); ++row) {
      Subscription& subscription = lapsed.emplace_back();
      subscription.feed_id = rows.String(row, 0);
      subscription.hub_uri = rows.String(row, 1);
    }
    return absl::OkStatus();
  }));
  return lapsed;
}

absl::StatusOr<std::optional<Subscription>> Subscriptions::ClaimDue(absl::Time deadline) {
  std::optional<Subscription> claimed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    claimed.reset();
    while (true) {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindDueSubscription, {}));
      if (rows.empty()) return absl::OkStatus();
      Subscription due;
      due.id = rows.String(0, 0);
      due.feed_id = rows.String(0, 1);
      due.hub_uri = rows.String(0, 2);
      due.topic_uri = rows.String(0, 3);
      due.callback_uri = rows.String(0, 4);
      due.secret = rows.String(0, 5);
      due.state = static_cast<Subscription::State>(rows.Int(0, 6));
      due.asks = static_cast<int>(rows.Int(0, 7));
      due.has_lease = rows.Bool(0, 8);
      if (IsForgotten(due)) {
        RETURN_IF_ERROR(tx.Run(sql::kDeleteSubscription, Params().Text(due.id)).status());
        continue;
      }
      ++due.asks;
      const double wait = absl::ToDoubleSeconds(AskAgainAfter(due.asks));
      RETURN_IF_ERROR(tx.Run(sql::kNoteAsk, Params().Text(due.id).Double(wait)).status());
      claimed = std::move(due);
      return absl::OkStatus();
    }
  }));
  return claimed;
}

absl::StatusOr<std::optional<Subscription>> Subscriptions::Find(absl::Time deadline,
                                                                const std::string& token) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kFindSubscription, Params().Text(token)));
  if (rows.empty()) return std::nullopt;
  Subscription found;
  found.id = rows.String(0, 0);
  found.feed_id = rows.String(0, 1);
  found.hub_uri = rows.String(0, 2);
  found.topic_uri = rows.String(0, 3);
  found.secret = rows.String(0, 4);
  found.state = static_cast<Subscription::State>(rows.Int(0, 5));
  found.ask_time = rows.OptionalTime(0, 6).value_or(absl::InfinitePast());
  return found;
}

absl::Status Subscriptions::Confirm(absl::Time deadline, const std::string& id,
                                    absl::Duration lease) {
  return Run(deadline, sql::kConfirmSubscription,
             Params()
                 .Text(id)
                 .Double(absl::ToDoubleSeconds(lease))
                 .Double(absl::ToDoubleSeconds(RenewAfter(lease))));
}

absl::Status Subscriptions::Deny(absl::Time deadline, const std::string& id,
                                 const std::string& why) {
  return Run(deadline, sql::kDenySubscription,
             Params().Text(id).Text(why).Double(absl::ToDoubleSeconds(kAfterDenial)));
}

absl::Status Subscriptions::Remove(absl::Time deadline, const std::string& id) {
  return Run(deadline, sql::kDeleteSubscription, Params().Text(id));
}

absl::Status Subscriptions::NoteTrouble(absl::Time deadline, const std::string& id,
                                        const std::string& what) {
  return Run(deadline, sql::kNoteHubTrouble, Params().Text(id).Text(what));
}

absl::StatusOr<Subscriptions::Census> Subscriptions::Count(absl::Time deadline) {
  constexpr int64_t kSilent = 5;
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kCountSubscriptions, {}));
  Census census;
  for (int row = 0; row < rows.size(); ++row) {
    const int64_t state = rows.Int(row, 0);
    const int64_t count = rows.Int(row, 1);
    if (state == Subscription::kRequested) census.requested = count;
    if (state == Subscription::kActive) census.active = count;
    if (state == Subscription::kDenied) census.denied = count;
    if (state == kSilent) census.silent = count;
  }
  return census;
}

}  // namespace broadsheet::ingest

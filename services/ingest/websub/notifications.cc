#include "ingest/websub/notifications.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

absl::Status Notifications::Keep(absl::Time deadline, const Subscription& subscription,
                                 const std::string& content_type, const std::string& body) {
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows feeds,
                     tx.Run(sql::kExpectNotified, Params().Text(subscription.id)));
    if (feeds.affected() == 0) {
      return absl::NotFoundError(absl::StrCat("feeds/", subscription.feed_id, " is gone"));
    }
    const Params kept = Params().Text(subscription.feed_id).Text(content_type).Bytes(body);
    RETURN_IF_ERROR(tx.Run(sql::kKeepNotification, kept).status());
    return tx.Run(sql::kNoteNotification, Params().Text(subscription.id)).status();
  });
}

absl::StatusOr<std::vector<Notification>> Notifications::Waiting(absl::Time deadline,
                                                                 const std::string& feed_id) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kListNotifications, Params().Text(feed_id)));
  std::vector<Notification> waiting;
  for (int row = 0; row < rows.size(); ++row) {
    Notification& notification = waiting.emplace_back();
    notification.id = rows.Int(row, 0);
    notification.receive_time = rows.Time(row, 1);
    notification.content_type = rows.String(row, 2);
    if (!rows.IsNull(row, 3)) notification.body = rows.Bytes(row, 3);
  }
  return waiting;
}

}  // namespace broadsheet::ingest

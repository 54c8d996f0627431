#include "ingest/feeds/polled_feed.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/sql.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;

void SetTimes(const Rows& rows, int row, v1::Feed* feed) {
  *feed->mutable_create_time() = ToProto(rows.Time(row, 13));
  if (auto time = rows.OptionalTime(row, 14)) *feed->mutable_last_poll_time() = ToProto(*time);
  if (auto time = rows.OptionalTime(row, 15)) *feed->mutable_last_success_time() = ToProto(*time);
  *feed->mutable_next_poll_time() = ToProto(rows.Time(row, 16));
}

void SetArchive(const Rows& rows, int row, PolledFeed* polled) {
  ArchivePlace& archive = polled->archive;
  archive.pages = static_cast<int>(rows.Int(row, 27));
  archive.next_uri = rows.String(row, 28);
  archive.begin_time = rows.OptionalTime(row, 29);
  archive.end_time = rows.OptionalTime(row, 30);
  polled->feed.set_read_archive(rows.Bool(row, 26));
  polled->feed.set_archive_pages(archive.pages);
  if (archive.end_time) {
    *polled->feed.mutable_archive_end_time() = ToProto(*archive.end_time);
  }
}

// What was seen of it.
void SetFindings(const Rows& rows, int row, v1::Feed* feed) {
  feed->set_detected_identity_rule(static_cast<v1::Feed::IdentityRule>(rows.Int(row, 31)));
  feed->set_identity_evidence(rows.String(row, 32));
  for (auto& name : rows.TextArray(row, 33)) feed->add_session_parameters(std::move(name));
  feed->set_overlooked(rows.Int(row, 34));
  feed->set_overlooked_example(rows.String(row, 35));
  if (auto time = rows.OptionalTime(row, 36)) *feed->mutable_retire_time() = ToProto(*time);
}

void SetHub(const Rows& rows, int row, v1::Feed* feed) {
  feed->set_ignore_hub(rows.Bool(row, 37));
  if (rows.String(row, 38).empty()) return;
  v1::Feed::Hub& hub = *feed->mutable_hub();
  hub.set_uri(rows.String(row, 38));
  hub.set_topic_uri(rows.String(row, 39));
  hub.set_state(static_cast<v1::Feed::Hub::State>(rows.OptionalInt(row, 40).value_or(0)));
  if (auto time = rows.OptionalTime(row, 41)) {
    hub.set_state(v1::Feed::Hub::STATE_SILENT);
    *hub.mutable_miss_time() = ToProto(*time);
  }
  if (auto time = rows.OptionalTime(row, 42)) *hub.mutable_lease_end_time() = ToProto(*time);
  if (auto time = rows.OptionalTime(row, 43)) *hub.mutable_verify_time() = ToProto(*time);
  if (auto time = rows.OptionalTime(row, 44)) {
    *hub.mutable_last_notification_time() = ToProto(*time);
  }
  if (!rows.IsNull(row, 45)) hub.set_note(rows.String(row, 45));
}

}  // namespace

PolledFeed PolledFeedOf(const Rows& rows, int row) {
  PolledFeed polled;
  v1::Feed& feed = polled.feed;
  polled.id = rows.String(row, 0);
  feed.set_name(absl::StrCat(kFeedCollection, polled.id));
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
  SetArchive(rows, row, &polled);
  SetFindings(rows, row, &feed);
  SetHub(rows, row, &feed);
  polled.notification_count = rows.Int(row, 46);
  polled.is_due = rows.Bool(row, 47);
  return polled;
}

absl::Status NoSuchFeed(const std::string& id) {
  return absl::NotFoundError(absl::StrCat(kFeedCollection, id, " does not exist"));
}

absl::StatusOr<PolledFeed> ReadPolledFeed(postgres::Transaction& tx, const std::string& id) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kGetFeed, Params().Text(id)));
  if (rows.empty()) return NoSuchFeed(id);
  return PolledFeedOf(rows, 0);
}

}  // namespace broadsheet::ingest

#include "ingest/feeds/feed_registry.h"

#include <google/protobuf/util/field_mask_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/feeds/feed_rules.h"
#include "ingest/feeds/feed_schedule.h"
#include "ingest/feeds/polled_feed.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/sql.h"

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

// What a caller may set; the rest is ingest's.
const FieldMask& SettableFields() {
  static const auto* const mask = [] {
    auto* mask = new FieldMask;
    FieldMaskUtil::FromString(
        "uri,kind,identity_rule,category_map,default_categories,fetch_full_text,poll_interval,"
        "paused,read_archive,ignore_hub",
        mask);
    return mask;
  }();
  return *mask;
}

absl::Status UriTaken(const std::string& uri) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat("'", uri, "' is polled already")),
                    "FEED_EXISTS", {{"uri", uri}});
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
  params->Bool(feed.paused()).Bool(feed.read_archive()).Bool(feed.ignore_hub());
}

// Only what a caller may set, with the kinds that "unspecified" stands for.
v1::Feed Settings(const v1::Feed& feed) {
  v1::Feed settings;
  FieldMaskUtil::MergeMessageTo(feed, SettableFields(), {}, &settings);
  if (settings.kind() == v1::Feed::KIND_UNSPECIFIED) settings.set_kind(v1::Feed::KIND_FEED);
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
    ASSIGN_OR_RETURN(PolledFeed polled, ReadPolledFeed(tx, id));
    created = std::move(polled.feed);
    return absl::OkStatus();
  });
  if (absl::IsAlreadyExists(status)) return UriTaken(feed.uri());
  RETURN_IF_ERROR(status);
  return created;
}

absl::StatusOr<v1::Feed> FeedRegistry::Get(absl::Time deadline, const v1::GetFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(request.name(), kFeedCollection, "name"));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetFeed, Params().Text(id)));
  if (rows.empty()) return NoSuchFeed(id);
  return PolledFeedOf(rows, 0).feed;
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
    *response.add_feeds() = PolledFeedOf(rows, row).feed;
  }
  if (rows.size() > page_size) {
    response.set_next_page_token(rows.String(static_cast<int>(page_size) - 1, 0));
  }
  return response;
}

absl::StatusOr<v1::Feed> FeedRegistry::Update(absl::Time deadline,
                                              const v1::UpdateFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id,
                   IdOfName(request.feed().name(), kFeedCollection, "feed.name"));
  RETURN_IF_ERROR(CheckMask(request.update_mask()));
  v1::Feed updated;
  std::string uri;
  const absl::Status status = pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const PolledFeed held, ReadPolledFeed(tx, id));
    const std::string& etag = request.feed().etag();
    const v1::Feed feed = Updated(held.feed, request);
    RETURN_IF_ERROR(CheckFeed(feed, "feed"));
    uri = feed.uri();
    Params params;
    params.Text(id).Int(held.version);
    AddSettings(feed, &params);
    params.Bool(FieldMaskUtil::IsPathInFieldMask("read_archive", request.update_mask()));
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kUpdateFeed, params));
    if ((!etag.empty() && etag != held.feed.etag()) || rows.affected() == 0) {
      return WithReason(absl::AbortedError(absl::StrCat("feeds/", id,
                                                        " was changed meanwhile: its "
                                                        "etag is no longer '",
                                                        etag, "'")),
                        "ETAG_MISMATCH", {{"feed", held.feed.name()}});
    }
    ASSIGN_OR_RETURN(PolledFeed polled, ReadPolledFeed(tx, id));
    updated = std::move(polled.feed);
    return absl::OkStatus();
  });
  if (absl::IsAlreadyExists(status)) return UriTaken(uri);
  RETURN_IF_ERROR(status);
  return updated;
}

absl::Status FeedRegistry::Delete(absl::Time deadline, const v1::DeleteFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(request.name(), kFeedCollection, "name"));
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kDeleteFeed, Params().Text(id)));
    return rows.affected() == 0 ? NoSuchFeed(id) : absl::OkStatus();
  });
}

}  // namespace broadsheet::ingest

// The feeds that are polled, in PostgreSQL.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/postgres/pool.h"

namespace broadsheet::ingest {

// Thread-safe. Errors besides those named are those of postgres::Pool.
class FeedRegistry {
 public:
  // `pool` must outlive it.
  explicit FeedRegistry(postgres::Pool& pool) : pool_(pool) {}

  // INVALID_ARGUMENT naming the field; ALREADY_EXISTS where the URI is polled.
  absl::StatusOr<v1::Feed> Create(absl::Time deadline, const v1::CreateFeedRequest& request);
  // NOT_FOUND.
  absl::StatusOr<v1::Feed> Get(absl::Time deadline, const v1::GetFeedRequest& request);
  absl::StatusOr<v1::ListFeedsResponse> List(absl::Time deadline,
                                             const v1::ListFeedsRequest& request);
  // ABORTED where the etag does not match. A changed feed is due at once, and retired no longer.
  absl::StatusOr<v1::Feed> Update(absl::Time deadline, const v1::UpdateFeedRequest& request);
  absl::Status Delete(absl::Time deadline, const v1::DeleteFeedRequest& request);

 private:
  postgres::Pool& pool_;
};

}  // namespace broadsheet::ingest

// Resume tokens: up to where a watch has told everything, signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/call.h"
#include "query/watch/list_log.h"

namespace broadsheet::query {

// A token that belongs to `request`, which is in normal form. Thread-safe.
std::string MakeResumeToken(const std::vector<std::string>& keys,
                            const v1::WatchArticlesRequest& request, const ListPlace& place);

// INVALID_ARGUMENT blames "resume_token" where it was not made here, or for another filter.
// Thread-safe.
absl::StatusOr<ListPlace> OpenResumeToken(const std::vector<std::string>& keys,
                                          const v1::WatchArticlesRequest& request,
                                          std::string_view token);

// Whether a log that is at `now` goes on from `place`. OUT_OF_RANGE with reason LOG_DIVERGED
// or RESUME_TOKEN_EXPIRED where it does not, UNAVAILABLE with reason PROJECTION_BEHIND where
// it is not there yet. Storage is asked where the place is of another epoch, or ahead: blocks.
absl::Status CheckPlace(const Call& call, const ListPlace& place, const ListLogPage& now,
                        storage::v1::StorageService::StubInterface& storage);

// The RESUME_TOKEN_EXPIRED of that. Pure.
absl::Status CheckIsKept(const ListPlace& place, const ListLogPage& page);

}  // namespace broadsheet::query

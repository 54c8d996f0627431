// Which feeds are meant.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "cli/session.h"

namespace broadsheet::cli {

// Oldest first.
absl::StatusOr<std::vector<ingest::v1::Feed>> AllFeeds(const Session& session);

// The names of the given feeds, or of all; an address means the feed that has it. NOT_FOUND
// where none has.
absl::StatusOr<std::vector<std::string>> FeedNames(const Session& session,
                                                   const std::vector<std::string>& given, bool all);

}  // namespace broadsheet::cli

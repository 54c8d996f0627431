// What a caller may ask of a feed.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "broadsheet/ingest/v1/feed.pb.h"

namespace broadsheet::ingest {

// OK or INVALID_ARGUMENT that blames a field below `path` ("feed").
absl::Status CheckFeed(const v1::Feed& feed, const std::string& path);

}  // namespace broadsheet::ingest

// What a caller may ask of a feed.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace broadsheet::ingest {

// OK or INVALID_ARGUMENT that blames a field below `path` ("feed").
absl::Status CheckFeed(const v1::Feed& feed, const std::string& path);

// Each is `categories/{slug}`, or INVALID_ARGUMENT that blames the field.
absl::Status CheckCategories(const google::protobuf::RepeatedPtrField<std::string>& categories,
                             const std::string& path);

// An absolute http or https URI of at most 2,048 bytes, or INVALID_ARGUMENT.
absl::Status CheckWebUri(const std::string& uri, const std::string& path);

// The UUID in a name like `feeds/{id}`; INVALID_ARGUMENT, blaming `path`, for
// anything else. `collection` is "feeds/".
absl::StatusOr<std::string> IdOfName(const std::string& name, std::string_view collection,
                                     const std::string& path);

}  // namespace broadsheet::ingest

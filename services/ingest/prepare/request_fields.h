// Checks of fields that several requests have. All blame the field at `path`, such as
// "feed.uri", with INVALID_ARGUMENT. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace broadsheet::ingest {

// Is `categories/{slug}`.
absl::Status CheckCategory(const std::string& category, const std::string& path);

// Each is.
absl::Status CheckCategories(const google::protobuf::RepeatedPtrField<std::string>& categories,
                             const std::string& path);

// An absolute http or https URI of at most 2,048 bytes.
absl::Status CheckWebUri(const std::string& uri, const std::string& path);

// The UUID in a name like `feeds/{id}`. `collection` is "feeds/".
absl::StatusOr<std::string> IdOfName(const std::string& name, std::string_view collection,
                                     const std::string& path);

// 0 means 50, more than 100 is taken as 100; INVALID_ARGUMENT for less than 0.
absl::StatusOr<int64_t> PageSize(int32_t asked);

}  // namespace broadsheet::ingest

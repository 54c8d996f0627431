// Resource names, as requests give them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::query {

// The uuid of "articles/{uuid}", or the slug of "categories/{slug}".
// INVALID_ARGUMENT blames `field` and shows the value. Thread-safe.
absl::StatusOr<std::string> ArticleId(std::string_view field, std::string_view name);
absl::StatusOr<std::string> CategorySlug(std::string_view field, std::string_view name);

}  // namespace broadsheet::query

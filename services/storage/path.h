// Paths of articles.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace broadsheet::storage {

// "2026/03/01/slug-of-the-headline", by `list_time` in UTC. A headline without a
// letter or digit makes a slug of the id's last 8 digits. Thread-safe.
std::string BasePath(absl::Time list_time, std::string_view title, std::string_view article_id);

// The path to try where `attempt` - 1 others with this base are taken: the base
// itself, then with "-2", "-3", and so on.
std::string NumberedPath(std::string_view base, int attempt);

// A path with this base that no other article has.
std::string UniquePath(std::string_view base, std::string_view article_id);

}  // namespace broadsheet::storage

// How long a status waits.
#pragma once

#include "absl/time/time.h"

namespace broadsheet::cli {

// For each answer, where --timeout does not say.
inline constexpr absl::Duration kStatusTimeout = absl::Seconds(5);

}  // namespace broadsheet::cli

// Page sizes of list RPCs.
#pragma once

#include <algorithm>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {

// 0 means 50, more than 100 is taken as 100; INVALID_ARGUMENT for less than 0.
inline absl::StatusOr<int64_t> PageSize(int32_t asked) {
  constexpr int64_t kDefault = 50;
  constexpr int64_t kMax = 100;
  if (asked < 0) return InvalidField("page_size", absl::StrCat(asked, " is negative"));
  return asked == 0 ? kDefault : std::min<int64_t>(asked, kMax);
}

}  // namespace broadsheet::ingest

#include "common/postgres/binary.h"

#include <limits>

namespace broadsheet::postgres {
namespace {

// 2000-01-01, in microseconds since 1970.
constexpr int64_t kEpoch = 946'684'800'000'000;
constexpr int64_t kInfinity = std::numeric_limits<int64_t>::max();
constexpr int64_t kMinusInfinity = std::numeric_limits<int64_t>::min();

}  // namespace

int64_t TimeToMicros(absl::Time time) {
  if (time == absl::InfiniteFuture()) return kInfinity;
  if (time == absl::InfinitePast()) return kMinusInfinity;
  return absl::ToUnixMicros(time) - kEpoch;
}

absl::Time TimeFromMicros(int64_t micros) {
  if (micros == kInfinity) return absl::InfiniteFuture();
  if (micros == kMinusInfinity) return absl::InfinitePast();
  return absl::UnixEpoch() + absl::Microseconds(kEpoch) + absl::Microseconds(micros);
}

}  // namespace broadsheet::postgres

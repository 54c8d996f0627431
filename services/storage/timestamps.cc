#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

}  // namespace

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return ToMicroseconds(absl::FromUnixSeconds(timestamp.seconds()) +
                        absl::Nanoseconds(timestamp.nanos()));
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(ToMicroseconds(time) - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

absl::Time ToMicroseconds(absl::Time time) {
  return absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), absl::Microseconds(1));
}

bool IsValidTimestamp(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() >= kFirstSecond && timestamp.seconds() <= kLastSecond &&
         timestamp.nanos() >= 0 && timestamp.nanos() < 1'000'000'000;
}

}  // namespace broadsheet::storage

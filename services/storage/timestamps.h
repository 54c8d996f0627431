// google.protobuf.Timestamp and absl::Time. The record keeps microseconds, as
// PostgreSQL does; what is finer is cut off.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "absl/time/time.h"

namespace broadsheet::storage {

// All are thread-safe.

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp ToTimestamp(absl::Time time);

absl::Time ToMicroseconds(absl::Time time);

// Whether it is between the years 1 and 9999 with nanoseconds in range.
bool IsValidTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace broadsheet::storage

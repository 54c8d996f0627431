// Times as people write and read them. All in UTC, as the archive's months are.
//
// All functions are thread-safe.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace broadsheet::cli {

absl::Time FromProto(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp ToProto(absl::Time time);

// "14 March 2026".
std::string Day(const google::protobuf::Timestamp& timestamp);

// "2026-03-14 09:30:00".
std::string Moment(const google::protobuf::Timestamp& timestamp);

// A stretch of time, from `start` until before `end`.
struct Period {
  absl::Time start;
  absl::Time end;
};

// The time that `text` speaks of: a year "2026", a month "2026-03", a day
// "2026-03-14", a moment as in RFC 3339, or how long before `now` ("36h", "7d",
// "2w"). A moment's `end` is its `start`. INVALID_ARGUMENT otherwise.
absl::StatusOr<Period> ParsePeriod(std::string_view text, absl::Time now);

// "90s", "15m", "1h30m", "7d", "2w". INVALID_ARGUMENT unless it is a positive
// duration.
absl::StatusOr<absl::Duration> ParsePositiveDuration(std::string_view text);

}  // namespace broadsheet::cli

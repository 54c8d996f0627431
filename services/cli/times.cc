#include "cli/times.h"

#include <array>
#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::cli {
namespace {

// A number of days or weeks, which absl::ParseDuration does not know.
bool ParseDays(absl::string_view text, absl::Duration* duration) {
  if (text.empty()) return false;
  const int64_t days = text.back() == 'd' ? 1 : text.back() == 'w' ? 7 : 0;
  int64_t count = 0;
  if (days == 0 || !absl::SimpleAtoi(text.substr(0, text.size() - 1), &count)) return false;
  *duration = absl::Hours(24 * days) * count;
  return true;
}

}  // namespace

absl::Time FromProto(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

std::string Day(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%-d %B %Y", FromProto(timestamp), absl::UTCTimeZone());
}

std::string Moment(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", FromProto(timestamp), absl::UTCTimeZone());
}

absl::StatusOr<Period> ParsePeriod(std::string_view text, absl::Time now) {
  const std::string written(text);
  absl::Duration ago;
  if (ParseDays(written, &ago) || absl::ParseDuration(written, &ago)) {
    if (ago > absl::ZeroDuration()) return Period{now - ago, now - ago};
  }
  if (absl::CivilDay day; absl::ParseCivilTime(written, &day)) {
    return Period{absl::FromCivil(day, absl::UTCTimeZone()),
                  absl::FromCivil(day + 1, absl::UTCTimeZone())};
  }
  if (absl::CivilMonth month; absl::ParseCivilTime(written, &month)) {
    return Period{absl::FromCivil(month, absl::UTCTimeZone()),
                  absl::FromCivil(month + 1, absl::UTCTimeZone())};
  }
  if (absl::CivilYear year; absl::ParseCivilTime(written, &year)) {
    return Period{absl::FromCivil(year, absl::UTCTimeZone()),
                  absl::FromCivil(year + 1, absl::UTCTimeZone())};
  }
  absl::Time moment;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, written, &moment, &error)) return Period{moment, moment};
  return absl::InvalidArgumentError(absl::StrCat(
      "'", written, "' is no time; write 2026, 2026-03, 2026-03-14, 2026-03-14T09:30:00Z or 7d"));
}

absl::StatusOr<absl::Duration> ParsePositiveDuration(std::string_view text) {
  const std::string written(text);
  absl::Duration duration;
  if (!ParseDays(written, &duration) && !absl::ParseDuration(written, &duration)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", written, "' is no duration; write 90s, 15m, 1h or 7d"));
  }
  if (duration <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(absl::StrCat("'", written, "' is not above zero"));
  }
  return duration;
}

}  // namespace broadsheet::cli

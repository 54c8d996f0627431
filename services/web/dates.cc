#include "web/dates.h"

#include <algorithm>

namespace broadsheet::web {

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

std::string LongDate(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%-d %B %Y", time, zone);
}

std::string IsoTime(absl::Time time, absl::TimeZone zone) {
  if (zone == absl::UTCTimeZone()) return IsoTime(time);
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", time, zone);
}

std::string IsoTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string HttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

std::string RssDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", time, absl::UTCTimeZone());
}

absl::Time ModifiedTime(const article::v1::Article& article) {
  // What came in first is as old as its source says.
  if (article.revision() > 1) return ToTime(article.update_time());
  return std::max(ToTime(article.list_time()), ToTime(article.source_update_time()));
}

}  // namespace broadsheet::web

#include "web/narrowing.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/slug.h"

namespace broadsheet::web {
namespace {

constexpr size_t kMonthSize = 7;
constexpr size_t kDaySize = 10;

void Set(absl::CivilDay day, google::protobuf::Timestamp* time) {
  time->set_seconds(absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone())));
}

bool ParseMonth(const std::string& month, absl::CivilMonth* parsed) {
  return month.size() == kMonthSize && absl::ParseCivilTime(month, parsed) && parsed->year() > 0;
}

}  // namespace

absl::StatusOr<Narrowing> ReadNarrowing(const Request& request) {
  Narrowing narrowing{request.Parameter("month"), request.Parameter("tag")};
  absl::CivilMonth month;
  if (!narrowing.month.empty() && !ParseMonth(narrowing.month, &month)) {
    return absl::InvalidArgumentError("'month' in the address is no month");
  }
  if (!narrowing.tag.empty() && !IsSlug(narrowing.tag)) {
    return absl::InvalidArgumentError("'tag' in the address is no tag");
  }
  return narrowing;
}

Parameters ParametersOf(const Narrowing& narrowing) {
  return {{"month", narrowing.month}, {"tag", narrowing.tag}};
}

query::v1::ArticleFilter Narrowed(query::v1::ArticleFilter filter, const Narrowing& narrowing) {
  if (!narrowing.month.empty()) SetPeriod(narrowing.month, filter);
  if (!narrowing.tag.empty() && filter.tags().empty()) filter.add_tags(narrowing.tag);
  return filter;
}

bool SetPeriod(const std::string& period, query::v1::ArticleFilter& filter) {
  absl::CivilMonth month;
  absl::CivilDay day;
  if (ParseMonth(period, &month)) {
    Set(absl::CivilDay(month), filter.mutable_start_time());
    Set(absl::CivilDay(month + 1), filter.mutable_end_time());
    return true;
  }
  if (period.size() != kDaySize || !absl::ParseCivilTime(period, &day)) return false;
  Set(day, filter.mutable_start_time());
  Set(day + 1, filter.mutable_end_time());
  return true;
}

std::string MonthTitle(const std::string& month) {
  absl::CivilMonth parsed;
  if (!ParseMonth(month, &parsed)) return month;
  return absl::FormatTime("%B %E4Y", absl::FromCivil(parsed, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

}  // namespace broadsheet::web

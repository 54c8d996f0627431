#include "ingest/text/dates.h"

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "ingest/text/date_fields.h"
#include "ingest/text/date_text.h"
#include "ingest/text/date_words.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kClockSkew = absl::Minutes(10);

// The day that `fields` tell; nothing where there is none in the calendar.
std::optional<absl::CivilDay> DayOf(const DateFields& fields) {
  if (fields.week > 0) {
    // Week 1 is that of January 4th (ISO 8601).
    const absl::CivilDay fourth(fields.year, 1, 4);
    const absl::CivilDay monday = absl::PrevWeekday(fourth + 1, absl::Weekday::monday);
    return monday + 7 * (fields.week - 1) + (fields.weekday - 1);
  }
  if (fields.day_of_year > 0) {
    const absl::CivilDay day = absl::CivilDay(fields.year, 1, 1) + (fields.day_of_year - 1);
    if (day.year() != fields.year) return std::nullopt;
    return day;
  }
  const absl::CivilDay day(fields.year, fields.month, fields.day);
  if (day.month() != fields.month || day.day() != fields.day) return std::nullopt;
  return day;
}

std::optional<ParsedDate> Finish(DateFields fields) {
  if (fields.year >= 0 && fields.month > 0 && fields.day < 0 && fields.hour < 0) fields.day = 1;
  const bool timed = fields.hour >= 0;
  if (fields.hour < 0) fields.hour = 0;
  if (fields.afternoon.has_value()) {
    // "下午15:04" is said twice.
    if (fields.hour < 1 || fields.hour > 23) return std::nullopt;
    if (fields.hour <= 12) fields.hour = fields.hour % 12 + (*fields.afternoon ? 12 : 0);
  }
  // A leap second is the last one of its minute here.
  if (fields.second == 60) fields.second = 59;
  if (fields.year < 1000 || fields.year > 9999 || fields.hour > 24 || fields.minute > 59 ||
      fields.second > 59 || (fields.hour == 24 && fields.minute + fields.second > 0)) {
    return std::nullopt;
  }
  const std::optional<absl::CivilDay> day = DayOf(fields);
  if (!day.has_value()) return std::nullopt;
  const absl::CivilSecond civil =
      absl::CivilSecond(*day) + fields.hour * 3600 + fields.minute * 60 + fields.second;
  if (!fields.zone_minutes.has_value() && !fields.zone_place.empty()) {
    fields.zone_minutes = ZoneOfPlace(fields.zone_place, civil);
  }
  return ParsedDate{absl::FromCivil(civil, absl::UTCTimeZone()) + fields.fraction -
                        absl::Minutes(fields.zone_minutes.value_or(0)),
                    timed && fields.zone_minutes.has_value()};
}

// Ten digits are seconds, thirteen milliseconds.
std::optional<ParsedDate> UnixTime(std::string_view text) {
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int64_t number = 0;
  if (!absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &number)) return std::nullopt;
  if (text.size() == 10) return ParsedDate{absl::FromUnixSeconds(number), true};
  if (text.size() == 13) return ParsedDate{absl::FromUnixMillis(number), true};
  return std::nullopt;
}

}  // namespace

std::optional<ParsedDate> ParseDate(std::string_view text, std::string_view language) {
  constexpr size_t kLongestDate = 256;
  if (text.size() > 4 * kLongestDate) return std::nullopt;
  const std::string plain = PlainDateText(text);
  if (plain.size() > kLongestDate) return std::nullopt;
  if (const auto time = UnixTime(plain)) return time;
  const std::optional<DateFields> fields = ReadDateFields(plain, language);
  if (!fields.has_value()) return std::nullopt;
  // "05/01/2026" could be May or January: it is no date.
  const bool whole = fields->month > 0 || fields->week > 0 || fields->day_of_year > 0;
  if (fields->year < 0 || !whole) return std::nullopt;
  return Finish(*fields);
}

namespace {

// What software writes where it has no date: the epoch, and year 0 of databases.
bool MeansNoDate(const std::optional<ParsedDate>& date, std::string_view text) {
  if (date.has_value()) return date->time == absl::UnixEpoch();
  const std::string plain = CollapseSpace(text);
  return plain.starts_with("0000-00-00") || plain.find("-0001") != std::string::npos ||
         plain.starts_with("0001-01-01");
}

}  // namespace

std::string FirstDate(const std::vector<std::string>& candidates) {
  std::string first;
  for (const std::string& candidate : candidates) {
    if (ParseDate(candidate).has_value()) return candidate;
    if (first.empty()) first = candidate;
  }
  return first;
}

PublishTime JudgePublishTime(std::string_view text, absl::Time observed,
                             std::string_view language) {
  if (CollapseSpace(text).empty()) return {article::v1::PUBLISH_TIME_QUALITY_MISSING, std::nullopt};
  const std::optional<ParsedDate> date = ParseDate(text, language);
  if (MeansNoDate(date, text)) return {article::v1::PUBLISH_TIME_QUALITY_MISSING, std::nullopt};
  if (!date.has_value()) return {article::v1::PUBLISH_TIME_QUALITY_UNPARSED, std::nullopt};
  const bool future = date->time > observed + kClockSkew;
  return {
      future ? article::v1::PUBLISH_TIME_QUALITY_FUTURE : article::v1::PUBLISH_TIME_QUALITY_STATED,
      date};
}

}  // namespace broadsheet::ingest

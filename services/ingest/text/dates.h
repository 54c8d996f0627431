// Dates in all the forms that feeds and pages use.
#pragma once

#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

struct ParsedDate {
  absl::Time time;
  // Whether the text said date, time of day and zone. What it left out is taken
  // as midnight and UTC.
  bool exact;
};

// Reads RFC 822 and 2822 (zones by name, letter or offset; weekday optional and
// ignored), RFC 3339 and ISO 8601 (date alone, without zone, basic offsets), the
// forms that people write ("January 5, 2026", "5 Jan 2026 at 3:04 pm",
// "2026年1月5日 15:04"), and Unix seconds. Nothing where it is no date.
// Thread-safe.
std::optional<ParsedDate> ParseDate(std::string_view text);

struct PublishTime {
  article::v1::PublishTimeQuality quality;
  // Set where the quality is STATED or FUTURE.
  std::optional<ParsedDate> date;
};

// What the source's words for its date, `text`, are worth to somebody who reads
// them at `observed`. Clocks may differ by ten minutes.
PublishTime JudgePublishTime(std::string_view text, absl::Time observed);

}  // namespace broadsheet::ingest

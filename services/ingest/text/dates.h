// Dates in all the forms that feeds and pages use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

struct ParsedDate {
  absl::Time time;
  // Whether the text said date, time of day and zone. What it left out is taken
  // as midnight and UTC.
  bool exact;
};

// Reads RFC 822 and 2822 (zones by name, letter or offset; weekday optional and ignored),
// RFC 3339 and ISO 8601 (date alone, week, day of the year, compact, without zone), what
// programming languages print ("[Asia/Shanghai]", "+0800 CST"), Unix seconds and
// milliseconds, and the forms that people write: "January 5, 2026", "5 Jan 2026 at 3:04 pm",
// "20.11.2020", "2026年1月5日 星期一 15时04分", with the names of days and months in many
// languages. `language` (BCP-47, may be empty) tells whose "CST" is meant. Nothing where it is
// no date, or could be two. Thread-safe.
std::optional<ParsedDate> ParseDate(std::string_view text, std::string_view language = {});

// The first of `candidates` that is a date, else the first that is not empty. Thread-safe.
std::string FirstDate(const std::vector<std::string>& candidates);

struct PublishTime {
  article::v1::PublishTimeQuality quality;
  // Set where the quality is STATED or FUTURE.
  std::optional<ParsedDate> date;
};

// What the source's words for its date, `text`, are worth to somebody who reads
// them at `observed`. Clocks may differ by ten minutes. MISSING is also what software writes
// where it has no date: the epoch, and year 0.
PublishTime JudgePublishTime(std::string_view text, absl::Time observed,
                             std::string_view language = {});

}  // namespace broadsheet::ingest

// What the words of a date say, before they are one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace broadsheet::ingest {

// What the words of a date say.
struct DateFields {
  // -1 where nothing is said.
  int year = -1, month = -1, day = -1;
  // Where the date is told by its place in the year.
  int week = -1, weekday = 1, day_of_year = -1;
  int hour = -1, minute = 0, second = 0;
  absl::Duration fraction;
  std::optional<int> zone_minutes;
  std::string zone_place;
  std::optional<bool> afternoon;

  bool dated() const { return year >= 0 || day >= 0; }
};

// Reads text in plain form (date_text.h); nothing where something in it is of no date. Which of
// the fields are there, and whether there is such a day, is not looked at. `language` as for
// ParseDate(). Pure.
std::optional<DateFields> ReadDateFields(std::string_view plain, std::string_view language);

}  // namespace broadsheet::ingest

// The words of dates, in the languages that feeds are written in.
#pragma once

#include <optional>
#include <string_view>

#include "absl/time/civil_time.h"

namespace broadsheet::ingest {

// The month (1 to 12) that `word` names, in full or cut short, in lower case and without a
// stop: English, and about forty more languages by ICU's locale data. 0 for none, and for a
// word that means one month here and another there. Thread-safe.
int MonthOfWord(std::string_view word);

// Whether `word` names a day of the week, likewise. Thread-safe.
bool IsWeekday(std::string_view word);

// Minutes east of UTC of a time zone's abbreviation in lower case ("cst"). `language` tells
// which is meant where several are: China's in a Chinese feed. Nothing for an unknown one.
// Thread-safe.
std::optional<int> ZoneOfWord(std::string_view word, std::string_view language);

// Minutes east of UTC that "America/New_York" is at `local` time. Nothing where there is no
// such zone. Thread-safe.
std::optional<int> ZoneOfPlace(std::string_view name, absl::CivilSecond local);

}  // namespace broadsheet::ingest

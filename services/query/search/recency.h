// A mild preference for the new.
#pragma once

#include <xapian.h>

#include <string>

#include "absl/time/time.h"

namespace broadsheet::query {

// Value slot of the day that an article is listed at: see DayKey().
inline constexpr Xapian::valueno kDaySlot = 1;

// Two bytes that compare as days from 1970 to 2149 do; others count as the nearest of these.
std::string DayKey(absl::Time time);

// Matches every article; its weight falls with the days that an article is older than the
// newest, from a tenth of what the rarest word of `wanted` weighs to nothing: what everybody
// writes of tells articles apart by little else. Empty where that word is in so many articles
// that weighing all of them would take longer than finding them. For one query of one thread.
Xapian::Query PreferenceForNew(const Xapian::Database& database, const Xapian::Query& wanted);

}  // namespace broadsheet::query

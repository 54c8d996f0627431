// A part of a list: what a reader narrowed it down to.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "web/links.h"
#include "web/site.h"

namespace broadsheet::web {

struct Narrowing {
  // "2026-11", of UTC as addresses are; empty for all.
  std::string month;
  // A slug; empty for all.
  std::string tag;

  bool empty() const { return month.empty() && tag.empty(); }
};

// What the parameters `month` and `tag` of `request` say. INVALID_ARGUMENT where they are
// none. Thread-safe.
absl::StatusOr<Narrowing> ReadNarrowing(const Request& request);

// The parameters that say so. Thread-safe.
Parameters ParametersOf(const Narrowing& narrowing);

// `filter` with what it is narrowed down to. One that has tags already gets no other.
// Thread-safe.
query::v1::ArticleFilter Narrowed(query::v1::ArticleFilter filter, const Narrowing& narrowing);

// Admits the month "2026-11" or the day "2026-11-13" (UTC) alone; false where `period` is
// neither. Thread-safe.
bool SetPeriod(const std::string& period, query::v1::ArticleFilter& filter);

// "2026-11" -> "November 2026". Thread-safe.
std::string MonthTitle(const std::string& month);

}  // namespace broadsheet::web

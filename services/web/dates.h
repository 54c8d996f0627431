// Times as readers, browsers and feeds read them.
//
// All functions are thread-safe.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::web {

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// "12 March 2026", as it is in `zone`.
std::string LongDate(absl::Time time, absl::TimeZone zone);

// "2026-03-12T21:00:00+08:00" (RFC 3339): HTML.
std::string IsoTime(absl::Time time, absl::TimeZone zone);

// "2026-03-12T13:00:00Z": Atom, JSON-LD.
std::string IsoTime(absl::Time time);

// "Thu, 12 Mar 2026 13:00:00 GMT": HTTP (RFC 9110, section 5.6.7).
std::string HttpDate(absl::Time time);

// "Thu, 12 Mar 2026 13:00:00 +0000": RSS (RFC 822 with a year of four digits).
std::string RssDate(absl::Time time);

// When what readers see of `article` changed last: by its source, or here.
absl::Time ModifiedTime(const article::v1::Article& article);

}  // namespace broadsheet::web

// Times as readers, browsers and feeds read them. All in UTC.
//
// All functions are thread-safe.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "absl/time/time.h"

namespace broadsheet::web {

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// "12 March 2026".
std::string LongDate(absl::Time time);

// "2026-03-12T13:00:00Z" (RFC 3339): HTML, Atom, JSON-LD.
std::string IsoTime(absl::Time time);

// "Thu, 12 Mar 2026 13:00:00 GMT": HTTP (RFC 9110, section 5.6.7).
std::string HttpDate(absl::Time time);

// "Thu, 12 Mar 2026 13:00:00 +0000": RSS (RFC 822 with a year of four digits).
std::string RssDate(absl::Time time);

}  // namespace broadsheet::web

// The text of a date in the one form that is read.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// Full-width characters as half-width ones, the signs of Chinese, Japanese and Korean dates as
// what stands in others, without their weekdays, blanks as one. Pure.
std::string PlainDateText(std::string_view text);

}  // namespace broadsheet::ingest

// Numbers, as people write them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::query {

struct Number {
  // Digits without separators of thousands, a point before the decimals: "1304.50" for
  // "1,304.50", "1.304,50" and "1 304.50" with a narrow space. Several points that are no
  // separators stay: "1.2.3".
  std::string text;
  // How many bytes of the text it takes.
  size_t length = 0;
};

// The number that `text` begins with; of length 0 where no ASCII digit does. Where a point
// may be either, as in "1.304", it is taken for that before decimals. Pure.
Number ParseNumber(std::string_view text);

}  // namespace broadsheet::query

// What a search text wants, and what it leaves out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::query {

struct WantedAndExcluded {
  // The words and phrases that are wanted, as they were typed.
  std::string wanted;
  // Those behind a `-` or `NOT`, without that.
  std::vector<std::string> excluded;
};

// Divides `text` at white space, phrases in quotation marks apart. A sign without a
// word behind it is neither. Pure.
WantedAndExcluded DivideQuery(std::string_view text);

}  // namespace broadsheet::query

// The versions of what query is made on.
#pragma once

#include <string>
#include <vector>

namespace broadsheet::query {

// "ICU 72.1" and so on, beside what all services are made on.
std::vector<std::string> Libraries();

}  // namespace broadsheet::query

// The versions of what ingest is made on.
#pragma once

#include <string>
#include <vector>

namespace broadsheet::ingest {

// "ICU 72.1" and so on, beside what all services are made on.
std::vector<std::string> Libraries();

}  // namespace broadsheet::ingest

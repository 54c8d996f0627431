// The versions of PostgreSQL's clients.
#pragma once

#include <string>
#include <vector>

namespace broadsheet::postgres {

// "libpqxx 6.4.5", "libpq 15.18".
std::vector<std::string> Libraries();

}  // namespace broadsheet::postgres

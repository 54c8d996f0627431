// What a service says of itself to Prometheus.
#pragma once

#include <string>

namespace broadsheet::overload {

struct Observed {
  double resident_bytes = 0;
  // Refused calls, of all and of those that took at most 5 ms.
  double refused = 0;
  double refused_at_once = 0;
};

// Asks http://{address}/metrics. Ends the process where nobody answers.
Observed Scrape(const std::string& address);

}  // namespace broadsheet::overload

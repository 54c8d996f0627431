#include "overload/scrape.h"

#include <httplib.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace broadsheet::overload {
namespace {

// The sum of the samples whose name and labels begin and end so.
double Sum(const std::string& text, absl::string_view begin, absl::string_view end) {
  double sum = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const size_t space = line.rfind(' ');
    double value = 0;
    if (absl::StartsWith(line, begin) && space != absl::string_view::npos &&
        absl::EndsWith(line.substr(0, space), end) &&
        absl::SimpleAtod(line.substr(space + 1), &value)) {
      sum += value;
    }
  }
  return sum;
}

}  // namespace

Observed Scrape(const std::string& address) {
  const auto response = httplib::Client(absl::StrCat("http://", address)).Get("/metrics");
  if (!response || response->status != 200) {
    std::fprintf(stderr, "overload: no metrics at %s\n", address.c_str());
    std::exit(EXIT_FAILURE);
  }
  const std::string& text = response->body;
  return {Sum(text, "process_resident_memory_bytes", ""),
          Sum(text, "broadsheet_refused_call_seconds_count", ""),
          Sum(text, "broadsheet_refused_call_seconds_bucket", "le=\"0.005\"}")};
}

}  // namespace broadsheet::overload

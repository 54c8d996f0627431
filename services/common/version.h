// Which build this is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace broadsheet {

class Metrics;

// "0.1.0".
std::string_view Version();

// The commit that it was built from, abbreviated, with "-dirty" behind it where
// there were other changes; empty where the build did not know.
std::string_view Commit();

// What --version prints: "storage 0.1.0 (a9a909f)", and a line that names the
// libraries ("gRPC 1.51.1").
std::string VersionText(std::string_view program, const std::vector<std::string>& libraries = {});

// Shows the build, as labels of broadsheet_build_info, and when the process started, as
// process_start_time_seconds.
void ShowBuild(Metrics& metrics);

// When the process started.
absl::Time StartTime();

}  // namespace broadsheet

// Which build this is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet {

// "0.1.0".
std::string_view Version();

// The commit that it was built from, abbreviated, with "-dirty" behind it where
// there were other changes; empty where the build did not know.
std::string_view Commit();

// What --version prints: "storage 0.1.0 (a9a909f)", and a line that names the
// libraries ("gRPC 1.51.1").
std::string VersionText(std::string_view program, const std::vector<std::string>& libraries = {});

}  // namespace broadsheet

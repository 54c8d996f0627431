# Writes OUTPUT, a header that names the commit of SOURCE, where it is not so yet.
# BROADSHEET_COMMIT in the environment says it where there is no repository.
cmake_policy(VERSION 3.25)
set(commit "$ENV{BROADSHEET_COMMIT}")
if(NOT commit)
  execute_process(COMMAND git describe --always --dirty --exclude "*" --abbrev=7
    WORKING_DIRECTORY "${SOURCE}" OUTPUT_VARIABLE commit ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT
"#pragma once

namespace broadsheet {
inline constexpr char kCommit[] = \"@commit@\";
}  // namespace broadsheet
")

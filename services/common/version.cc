#include "common/version.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/commit.h"

namespace broadsheet {

std::string_view Version() { return BROADSHEET_VERSION; }
std::string_view Commit() { return kCommit; }

std::string VersionText(std::string_view program, const std::vector<std::string>& libraries) {
  std::string text(program);
  absl::StrAppend(&text, " ", BROADSHEET_VERSION);
  if (kCommit[0] != '\0') absl::StrAppend(&text, " (", kCommit, ")");
  absl::StrAppend(&text, "\n");
  if (!libraries.empty()) absl::StrAppend(&text, absl::StrJoin(libraries, ", "), "\n");
  return text;
}

}  // namespace broadsheet

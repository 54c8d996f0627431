#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "support/command.h"

namespace broadsheet::cli {
namespace {

using ::testing::HasSubstr;

class ManTest : public CommandLine {};

TEST_F(ManTest, HasEverySectionAndCommand) {
  const Result result = RunAlone({"man"});
  EXPECT_EQ(result.code, 0);
  for (const char* title :
       {".SH NAME\n", ".SH SYNOPSIS\n", ".SH COMMANDS\n", ".SH OPTIONS\n", ".SH ENVIRONMENT\n",
        ".SH EXIT STATUS\n", ".SH EXAMPLES\n", ".SS list\n", ".SS feeds add\n",
        "\\fBBROADSHEET_INGEST\\fR", "\\fB\\-n\\fR, \\fB\\-\\-limit\\fR \\fIN\\fR"}) {
    EXPECT_THAT(result.out, HasSubstr(title));
  }
}

TEST_F(ManTest, IsGoodRoff) {
  const std::string path = WriteFile("broadsheet.1", RunAlone({"man"}).out);
  // It has no date: what it says changes with the version.
  const std::string lint =
      absl::StrCat("mandoc -T lint -W warning ", path, " | grep -v 'missing date' || true");
  EXPECT_EQ(testing::Output(lint), "");
}

}  // namespace
}  // namespace broadsheet::cli

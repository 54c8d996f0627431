#include <gmock/gmock.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class HelpTest : public CommandLine {
 protected:
  // Every command, as its words.
  std::vector<std::vector<std::string>> Commands(std::vector<std::string> above = {}) {
    std::vector<std::vector<std::string>> all;
    std::vector<std::string> asked = {"help"};
    asked.insert(asked.end(), above.begin(), above.end());
    const std::string page = RunAlone(asked).out;
    if (page.find(" COMMAND [OPTIONS] ...\n") == std::string::npos) return all;
    for (absl::string_view line : absl::StrSplit(page, '\n')) {
      if (line == "Examples:") break;
      // A command's line begins with two spaces and its name.
      const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
      if (line.substr(0, 2) != "  " || words.empty() || !absl::ascii_islower(line[2])) continue;
      std::vector<std::string> path = above;
      path.push_back(words[0]);
      all.push_back(path);
      if (above.empty()) {
        for (auto& each : Commands(path)) all.push_back(each);
      }
    }
    return all;
  }
};

TEST_F(HelpTest, ShowsTheHelpOfACommand) {
  EXPECT_EQ(RunAlone({"help"}).out, RunAlone({"--help"}).out);
  EXPECT_EQ(RunAlone({"help", "search"}).out, RunAlone({"search", "--help"}).out);
  EXPECT_EQ(RunAlone({"help", "feeds", "add"}).out, RunAlone({"feeds", "add", "--help"}).out);
  const Result result = RunAlone({"help", "import"});
  EXPECT_EQ(result.out, Golden("help_import.txt", result.out));
}

TEST_F(HelpTest, SaysWhichCommandMayHaveBeenMeant) {
  const Result result = RunAlone({"help", "feeds", "ad"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err,
            "broadsheet help: 'ad' is no command; did you mean 'add'? See broadsheet feeds "
            "--help\n");
}

TEST_F(HelpTest, TeachesEveryCommandByExamples) {
  const auto commands = Commands();
  EXPECT_GT(commands.size(), 25U);
  for (std::vector<std::string> command : commands) {
    const std::string name = absl::StrCat("broadsheet ", absl::StrJoin(command, " "));
    command.push_back("--help");
    const Result result = RunAlone(command);
    EXPECT_EQ(result.code, 0) << name;
    EXPECT_THAT(result.out, HasSubstr(absl::StrCat("\nUsage: ", name, " "))) << name;
    const size_t examples = result.out.find("\nExamples:\n");
    ASSERT_NE(examples, std::string::npos) << name;
    EXPECT_THAT(result.out.substr(examples), HasSubstr(name)) << name;
  }
}

TEST_F(HelpTest, FitsIntoAHundredColumns) {
  for (const auto& command : Commands()) {
    std::vector<std::string> asked = command;
    asked.insert(asked.begin(), "help");
    const std::string help = RunAlone(asked).out;
    for (absl::string_view line : absl::StrSplit(help.substr(0, help.find("Examples:")), '\n')) {
      EXPECT_LE(line.size(), 100U) << absl::StrJoin(command, " ") << ": " << line;
    }
  }
}

}  // namespace
}  // namespace broadsheet::cli

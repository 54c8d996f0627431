#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/command_line.h"
#include "cli/text.h"
#include "support/command.h"

namespace broadsheet::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class CompletionTest : public CommandLine {
 protected:
  std::string Script(const std::string& shell) {
    return WriteFile(absl::StrCat("completion.", shell), RunAlone({"completion", shell}).out);
  }

  // What a real bash offers for the last of the words.
  std::vector<std::string> Bash(const std::vector<std::string>& words) {
    std::vector<std::string> quoted = {"broadsheet"};
    for (const std::string& word : words) quoted.push_back(ShellWord(word));
    const std::string program = absl::StrCat(
        "source ", Script("bash"), "; COMP_WORDS=(", absl::StrJoin(quoted, " "),
        "); COMP_CWORD=", words.size(), "; _broadsheet; printf '%s\\n' \"${COMPREPLY[@]}\"");
    const std::string output = testing::Output(absl::StrCat("bash --norc -c ", ShellWord(program)));
    return absl::StrSplit(output, '\n', absl::SkipEmpty());
  }
};

TEST_F(CompletionTest, BashOffersCommands) {
  EXPECT_THAT(Bash({"se"}), ElementsAre("search"));
  EXPECT_THAT(Bash({"feeds", ""}),
              ElementsAre("add", "list", "poll", "change", "remove", "import", "export"));
  EXPECT_THAT(Bash({"--json", "--timeout", "5s", "rejects", "re"}), ElementsAre("retry"));
  EXPECT_THAT(Bash({"help", "feeds", "po"}), ElementsAre("poll"));
  EXPECT_THAT(Bash({""}), Contains("status"));
}

TEST_F(CompletionTest, BashOffersOptions) {
  EXPECT_THAT(Bash({"list", "--li"}), ElementsAre("--limit"));
  EXPECT_THAT(Bash({"feeds", "add", "--no"}), ElementsAre("--no-poll", "--no-color"));
  EXPECT_THAT(Bash({"show", "--ti"}), ElementsAre("--timeout"));
  EXPECT_THAT(Bash({"list", "--until"}), Not(Contains("--as-of")));
}

TEST_F(CompletionTest, BashOffersChoices) {
  EXPECT_THAT(Bash({"import", "--format", "j"}), ElementsAre("jsonl"));
  EXPECT_THAT(Bash({"import", "-f", "j"}), ElementsAre("jsonl"));
  EXPECT_THAT(Bash({"import", "--format", "=", "j"}), ElementsAre("jsonl"));
  EXPECT_THAT(Bash({"import", "--format", "="}),
              ElementsAre("auto", "feed", "jsonl", "wxr", "ghost", "substack", "opml"));
  EXPECT_THAT(Bash({"status", "q"}), ElementsAre("query"));
  EXPECT_THAT(Bash({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
}

TEST_F(CompletionTest, BashOffersFilesWhereAFileIsMeant) {
  const std::string path = WriteFile("to complete.xml", "");
  const std::string begun = path.substr(0, path.size() - 5);
  EXPECT_THAT(Bash({"import", begun}), ElementsAre(path));
  EXPECT_THAT(Bash({"edit", "--body-file", begun}), ElementsAre(path));
  EXPECT_THAT(Bash({"show", begun}), IsEmpty());
  EXPECT_THAT(Bash({"list", "--category", begun}), IsEmpty());
}

TEST_F(CompletionTest, BashTakesAValueForNoCommand) {
  EXPECT_THAT(Bash({"search", "list", "--ne"}), ElementsAre("--newest"));
}

TEST_F(CompletionTest, OtherShellsReadTheirScripts) {
  for (const std::string shell : {"zsh", "fish"}) {
    const std::string check = absl::StrCat("! command -v ", shell, " >/dev/null || ", shell, " -n ",
                                           Script(shell), " 2>&1");
    EXPECT_EQ(testing::Output(check), "") << shell;
  }
}

TEST_F(CompletionTest, FishOffersCommandsOptionsAndChoices) {
  if (testing::Output("command -v fish || true").empty()) GTEST_SKIP() << "no fish here";
  const auto fish = [this](const std::string& line) -> std::vector<std::string> {
    const std::string program =
        absl::StrCat("source ", Script("fish"), "; complete -C ", ShellWord(line));
    const std::string output = testing::Output(
        absl::StrCat("HOME=", ::testing::TempDir(), " fish --no-config -c ", ShellWord(program)));
    std::vector<std::string> words;
    for (absl::string_view each : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
      words.push_back(std::string(each.substr(0, each.find('\t'))));
    }
    return words;
  };
  EXPECT_THAT(fish("broadsheet se"), ElementsAre("search"));
  EXPECT_THAT(fish("broadsheet feeds "),
              ElementsAre("add", "list", "poll", "change", "remove", "import", "export"));
  EXPECT_THAT(fish("broadsheet list --li"), ElementsAre("--limit"));
  EXPECT_THAT(fish("broadsheet import --format j"), ElementsAre("jsonl"));
  EXPECT_THAT(fish("broadsheet help feeds po"), ElementsAre("poll"));
}

TEST_F(CompletionTest, RefusesAnotherShell) { EXPECT_EQ(RunAlone({"completion", "csh"}).code, 2); }

}  // namespace
}  // namespace broadsheet::cli

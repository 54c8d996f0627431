#include "cli/app.h"

#include <gmock/gmock.h>

#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class AppTest : public CommandLine {};

TEST_F(AppTest, ExplainsItselfAndItsExitCodes) {
  const Result result = RunAlone({"--help"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("help.txt", result.out));
}

TEST_F(AppTest, TeachesEveryCommandByExamples) {
  const std::vector<std::vector<std::string>> commands = {{"list"},
                                                          {"show"},
                                                          {"search"},
                                                          {"categories"},
                                                          {"history"},
                                                          {"watch"},
                                                          {"import"},
                                                          {"push"},
                                                          {"fetch"},
                                                          {"feeds"},
                                                          {"feeds", "add"},
                                                          {"feeds", "list"},
                                                          {"feeds", "poll"},
                                                          {"feeds", "remove"},
                                                          {"rejects"},
                                                          {"rejects", "list"},
                                                          {"rejects", "show"},
                                                          {"rejects", "retry"},
                                                          {"rejects", "delete"},
                                                          {"status"}};
  for (std::vector<std::string> command : commands) {
    std::string name = "broadsheet";
    for (const std::string& word : command) name += " " + word;
    command.push_back("--help");
    const Result result = RunAlone(command);
    EXPECT_EQ(result.code, 0) << name;
    EXPECT_THAT(result.out, HasSubstr("\nUsage: " + name + " ")) << name;
    const size_t examples = result.out.find("\nExamples:\n");
    ASSERT_NE(examples, std::string::npos) << name;
    EXPECT_THAT(result.out.substr(examples), HasSubstr(name)) << name;
  }
}

TEST_F(AppTest, ShowsItsHelpWhereNoCommandIsNamed) {
  const Result result = RunAlone({});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("\nUsage: broadsheet [OPTIONS]"));
  EXPECT_THAT(RunAlone({"feeds"}).err, HasSubstr("\nUsage: broadsheet feeds [OPTIONS]"));
}

TEST_F(AppTest, NamesWhatIsWrongWithTheCommandLine) {
  EXPECT_EQ(RunAlone({"lst"}).err, "broadsheet: 'lst' is no command; see broadsheet --help\n");
  EXPECT_EQ(RunAlone({"feeds", "ad"}).err,
            "broadsheet feeds: 'ad' is no command; see broadsheet feeds --help\n");
  EXPECT_THAT(RunAlone({"list", "--limit", "0"}).err, StartsWith("broadsheet list: --limit: "));
  EXPECT_THAT(RunAlone({"show"}).err, StartsWith("broadsheet show: ARTICLE is required"));
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"lst"}, {"list", "--limit", "x"}, {"show"}, {"--timeout", "-1s", "list"}}) {
    EXPECT_EQ(RunAlone(arguments).code, 2);
  }
}

TEST_F(AppTest, GivesUpAfterTheTimeout) {
  services.query.list.delay = absl::Milliseconds(500);
  const Result result = Run({"list", "--timeout", "50ms"});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.err, "broadsheet list: query at " + services.target() +
                            " gave no answer in time (--timeout)\n");
}

TEST_F(AppTest, PrintsWithoutColorWhereAsked) {
  color = true;
  services.query.list.responses[0].add_articles()->set_title("A port");
  EXPECT_THAT(Run({"list"}).out, HasSubstr("\x1b["));
  EXPECT_THAT(Run({"list", "--no-color"}).out, ::testing::Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace broadsheet::cli

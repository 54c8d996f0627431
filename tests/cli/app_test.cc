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

TEST_F(AppTest, NamesItsVersion) {
  const Result result = RunAlone({"--version"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, StartsWith("broadsheet 0."));
  EXPECT_THAT(result.out, HasSubstr("\ngRPC "));
}

TEST_F(AppTest, ShowsItsHelpWhereNoCommandIsNamed) {
  const Result result = RunAlone({});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("\nUsage: broadsheet COMMAND [OPTIONS] ...\n"));
  EXPECT_THAT(RunAlone({"feeds"}).err, HasSubstr("\nUsage: broadsheet feeds COMMAND [OPTIONS]"));
}

TEST_F(AppTest, NamesWhatIsWrongWithTheCommandLine) {
  EXPECT_THAT(RunAlone({"list", "--limit", "0"}).err, StartsWith("broadsheet list: --limit: "));
  EXPECT_EQ(RunAlone({"show"}).err,
            "broadsheet show: ARTICLE is required; see broadsheet show --help\n");
  EXPECT_EQ(RunAlone({"list", "tech"}).err,
            "broadsheet list: 'tech' is one argument too many; see broadsheet list --help\n");
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"lst"}, {"list", "--limit", "x"}, {"show"}, {"--timeout", "-1s", "list"}}) {
    EXPECT_EQ(RunAlone(arguments).code, 2);
  }
}

TEST_F(AppTest, NamesAValueThatCannotBe) {
  EXPECT_EQ(RunAlone({"list", "-n", "five"}).err,
            "broadsheet list: --limit: 'five' is no number from 1 to 1000000000; see broadsheet "
            "list --help\n");
  EXPECT_EQ(RunAlone({"import", "-f", "pdf", "a"}).err,
            "broadsheet import: --format: 'pdf' is none of auto, feed, jsonl, wxr, ghost, "
            "substack, opml; see broadsheet "
            "import --help\n");
}

TEST_F(AppTest, SaysWhereAnArgumentWithAMinusGoes) {
  EXPECT_EQ(RunAlone({"search", "-bridge"}).err,
            "broadsheet search: '-bridge' is no option (an argument that begins with a minus goes "
            "behind --); see broadsheet search --help\n");
  EXPECT_EQ(Run({"search", "--newest", "--", "-bridge"}).code, 0);
  EXPECT_EQ(services.query.search.requests.at(0).query(), "-bridge");
}

TEST_F(AppTest, SaysWhatAMistypedWordMayHaveMeant) {
  EXPECT_EQ(RunAlone({"serch", "robot"}).err,
            "broadsheet: 'serch' is no command; did you mean 'search'? See broadsheet --help\n");
  EXPECT_EQ(RunAlone({"feeds", "ad"}).err,
            "broadsheet feeds: 'ad' is no command; did you mean 'add'? See broadsheet feeds "
            "--help\n");
  EXPECT_EQ(RunAlone({"list", "--limt=5"}).err,
            "broadsheet list: '--limt' is no option; did you mean '--limit'? See broadsheet list "
            "--help\n");
  EXPECT_EQ(RunAlone({"show", "--jsn"}).err,
            "broadsheet show: '--jsn' is no option; did you mean '--json'? See broadsheet show "
            "--help\n");
  EXPECT_EQ(RunAlone({"xyzzy"}).err, "broadsheet: 'xyzzy' is no command; see broadsheet --help\n");
}

TEST_F(AppTest, TakesTheNameOfACommandForAWordBehindAnother) {
  EXPECT_EQ(Run({"search", "import", "status"}).code, 0);
  EXPECT_EQ(services.query.search.requests.at(0).query(), "import status");
  EXPECT_EQ(Run({"feeds", "poll", "list"}).out, "feeds/list: nothing\n");
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

#include "common/flags.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <initializer_list>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

ABSL_FLAG(absl::Duration, test_patience, absl::Seconds(1), "for this test");

namespace broadsheet {
namespace {

class FlagsDeathTest : public ::testing::Test {
 protected:
  FlagsDeathTest() { unsetenv("BROADSHEET_TEST_PATIENCE"); }
  ~FlagsDeathTest() override { unsetenv("BROADSHEET_TEST_PATIENCE"); }

  void Parse(std::initializer_list<const char*> arguments) {
    std::vector<char*> argv = {const_cast<char*>("test")};
    for (const char* argument : arguments) argv.push_back(const_cast<char*>(argument));
    ParseFlags(static_cast<int>(argv.size()), argv.data(),
               {"test", "Tests flags.", "test 1.2.3\ngRPC 4.5\n"});
  }

  // Flags are parsed once a process: each test does so in a child.
  [[noreturn]] void ParseAndExit(std::initializer_list<const char*> arguments) {
    Parse(arguments);
    exit(static_cast<int>(absl::ToInt64Seconds(absl::GetFlag(FLAGS_test_patience))));
  }
};

TEST_F(FlagsDeathTest, TakesTheEnvironmentWhereNoFlagIsGiven) {
  setenv("BROADSHEET_TEST_PATIENCE", "2m", 1);
  EXPECT_EXIT(ParseAndExit({}), ::testing::ExitedWithCode(120), "");
}

TEST_F(FlagsDeathTest, CommandLineComesBeforeTheEnvironment) {
  setenv("BROADSHEET_TEST_PATIENCE", "2m", 1);
  EXPECT_EXIT(ParseAndExit({"--test_patience=3s"}), ::testing::ExitedWithCode(3), "");
}

TEST_F(FlagsDeathTest, BadVariableIsNamed) {
  setenv("BROADSHEET_TEST_PATIENCE", "soon", 1);
  EXPECT_EXIT(Parse({}), ::testing::ExitedWithCode(2),
              "^BROADSHEET_TEST_PATIENCE: bad value 'soon'");
}

TEST_F(FlagsDeathTest, BadFlagIsNamed) {
  EXPECT_EXIT(Parse({"--test_patience=soon"}), ::testing::ExitedWithCode(1), "test_patience");
  EXPECT_EXIT(Parse({"--no_such_flag"}), ::testing::ExitedWithCode(1), "no_such_flag");
}

TEST_F(FlagsDeathTest, StrayArgumentIsNamed) {
  EXPECT_EXIT(Parse({"stray"}), ::testing::ExitedWithCode(2), "unexpected argument 'stray'");
}

// Standard output as a death test sees it.
class FlagsHelpTest : public FlagsDeathTest {
 protected:
  [[noreturn]] void ParseToStandardError(std::initializer_list<const char*> arguments) {
    dup2(STDERR_FILENO, STDOUT_FILENO);
    Parse(arguments);
    abort();
  }
};

TEST_F(FlagsHelpTest, HelpListsOwnFlagsWithDefaultsAndVariables) {
  EXPECT_EXIT(ParseToStandardError({"--help"}), ::testing::ExitedWithCode(0),
              "^Tests flags.\n\nUsage: test \\[--FLAG=VALUE\\].*"
              "  --test_patience=1s\n      for this test\n      BROADSHEET_TEST_PATIENCE\n");
  EXPECT_EXIT(ParseToStandardError({"-h"}), ::testing::ExitedWithCode(0), "--test_patience=1s");
}

TEST_F(FlagsHelpTest, VersionIsTheProgramsOwn) {
  EXPECT_EXIT(ParseToStandardError({"--version"}), ::testing::ExitedWithCode(0),
              "^test 1.2.3\ngRPC 4.5\n$");
}

}  // namespace
}  // namespace broadsheet

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using ::testing::HasSubstr;

class StatusTest : public CommandLine {};

TEST_F(StatusTest, SaysThatAllServe) {
  services.SetHealthy(true);
  const Result result = Run({"--json", "status"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out,
              HasSubstr(absl::StrCat("{\"service\":\"storage\",\"target\":\"", services.target(),
                                     "\",\"status\":\"SERVING\"}\n")));
}

TEST_F(StatusTest, AsksOnlyTheServicesThatAreNamed) {
  services.SetHealthy(true);
  const Result result = RunAlone({"status", "query", "--query", services.target()});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, ::testing::StartsWith("query "));
  EXPECT_EQ(RunAlone({"status", "web"}).code, 2);
}

TEST_F(StatusTest, TellsOneThatDoesNotServe) {
  services.SetHealthy(false);
  const Result result = Run({"status"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.out, HasSubstr("NOT_SERVING\n"));
}

TEST_F(StatusTest, TellsOneThatCannotBeReached) {
  services.SetHealthy(true);
  const Result result = RunAlone({"status", "--ingest", services.target(), "--storage",
                                  services.target(), "--query", "127.0.0.1:1"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.out, HasSubstr("query    127.0.0.1:1           UNREACHABLE\n"
                                    "  query at 127.0.0.1:1 can't be reached: Connection"));
}

}  // namespace
}  // namespace broadsheet::cli

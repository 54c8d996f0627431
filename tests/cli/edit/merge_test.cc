#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::EndsWith;
using ::testing::IsEmpty;

class MergeTest : public CommandLine {
 protected:
  MergeTest() {
    services.storage.get.responses = {LongPost(), LinkPost()};
    *services.storage.merge.responses[0].mutable_article() = LongPost();
    services.storage.merge.responses[0].mutable_article()->set_revision(3);
    services.storage.merge.responses[0].mutable_read_after()->set_position(9);
  }

  Result Merge(std::vector<std::string> options) {
    options.insert(options.begin(), {"merge", LongPost().name(), LinkPost().name()});
    return Run(options);
  }
};

TEST_F(MergeTest, ShowsBothAndAsks) {
  interactive = true;
  standard_input = "yes\n";
  const Result result = Merge({});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, Golden("merge.txt", result.err));
  EXPECT_EQ(result.out,
            "merged articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12 into "
            "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11 revision 3\n");
  EXPECT_THAT(services.storage.merge.requests.at(0), EqualsProto(R"pb(
                name: "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11"
                merged: "articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12"
                actor: "cli")pb"));
}

TEST_F(MergeTest, DoesNothingWithoutAYes) {
  const Result result = Merge({});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, EndsWith("--yes does it\n"));
  EXPECT_THAT(services.storage.merge.requests, IsEmpty());
}

TEST_F(MergeTest, WaitsUntilListsShowIt) {
  EXPECT_EQ(Merge({"--yes", "--wait"}).code, 0);
  EXPECT_EQ(services.query.list.requests.at(0).read_after().position(), 9);
}

TEST_F(MergeTest, SaysWhyItCannotBe) {
  services.storage.merge.error = absl::FailedPreconditionError("articles/2 is deleted");
  const Result result = Merge({"-y"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, EndsWith("broadsheet merge: storage: articles/2 is deleted\n"));
}

}  // namespace
}  // namespace broadsheet::cli

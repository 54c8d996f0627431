#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::EndsWith;
using ::testing::IsEmpty;

class SplitTest : public CommandLine {
 protected:
  SplitTest() {
    services.storage.get.responses[0] = LongPost();
    auto& revisions = services.storage.revisions.responses[0];
    *revisions.add_revisions()->mutable_snapshot() = LongPost();
    auto& older = *revisions.add_revisions()->mutable_snapshot();
    older.set_canonical_uri("https://estuary.example/other/");
    older.set_source_guid("4711");
    *services.storage.split.responses[0].mutable_article() = LinkPost();
  }

  Result Split(std::vector<std::string> options) {
    options.insert(options.begin(), {"split", LongPost().name()});
    return Run(options);
  }
};

TEST_F(SplitTest, ShowsWhatMovesAndAsks) {
  interactive = true;
  standard_input = "yes\n";
  const Result result = Split({"--address", "https://estuary.example/other/", "--guid", "4711"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, Golden("split.txt", result.err));
  EXPECT_EQ(result.out,
            "split off articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12  Dongguan phone plant adds a "
            "third line\n");
  EXPECT_THAT(services.storage.split.requests.at(0), EqualsProto(R"pb(
                name: "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11"
                canonical_uris: "https://estuary.example/other/"
                source_guids: "4711"
                actor: "cli")pb"));
}

TEST_F(SplitTest, DoesNothingWithoutAYes) {
  const Result result = Split({"--guid", "4711"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, EndsWith("--yes does it\n"));
  EXPECT_THAT(services.storage.split.requests, IsEmpty());
}

TEST_F(SplitTest, ShowsWhatCouldMove) {
  const Result result = Split({});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err,
              EndsWith("What its revisions were known by:\n"
                       "  stays  --address https://estuary.example/2026/03/a-program-in-shenzhen/\n"
                       "  stays  --address https://estuary.example/other/\n"
                       "  stays  --guid 4711\n"
                       "broadsheet split: say what moves to a new article, with --address or "
                       "--guid; nothing was done\n"));
  EXPECT_THAT(services.storage.split.requests, IsEmpty());
}

}  // namespace
}  // namespace broadsheet::cli

#include <gmock/gmock.h>

#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

class ReparseTest : public CommandLine {
 protected:
  ReparseTest() {
    auto& response = services.ingest.reparse.responses[0];
    response.set_documents(2);
    response.mutable_counts()->set_revised(1);
    response.mutable_counts()->set_unchanged(9);
    auto& change = *response.add_changes();
    change.set_title("Ferries return");
    change.mutable_result()->set_name("articles/1");
    change.mutable_result()->set_revision(3);
    change.mutable_result()->set_outcome(article::v1::WRITE_OUTCOME_REVISED);
    change.add_differences("title: \"Ferries\" -> \"Ferries return\"");
  }
};

TEST_F(ReparseTest, DryRunSaysWhatWouldChange) {
  EXPECT_EQ(Run({"reparse", "all", "--dry-run"}).out,
            "articles/1 would change: Ferries return\n"
            "  title: \"Ferries\" -> \"Ferries return\"\n"
            "2 documents read again: 1 revised, 9 unchanged (nothing was written)\n");
  EXPECT_TRUE(services.ingest.reparse.requests.at(0).dry_run());
  EXPECT_EQ(services.ingest.reparse.requests.at(0).origin(), "");
}

TEST_F(ReparseTest, FeedIsMeantByItsName) {
  services.ingest.reparse.responses[0].mutable_changes(0)->clear_differences();
  EXPECT_EQ(Run({"reparse", "7"}).out,
            "revised articles/1 revision 3\n"
            "2 documents read again: 1 revised, 9 unchanged\n");
  EXPECT_EQ(services.ingest.reparse.requests.at(0).origin(), "feeds/7");
}

}  // namespace
}  // namespace broadsheet::cli

#include "cli/backup/redaction_list.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

Redaction At(int64_t position, const std::string& article) {
  Redaction redaction;
  redaction.article = article;
  redaction.reason = "court order";
  redaction.wholly = true;
  redaction.cursor.set_position(position);
  return redaction;
}

class RedactionListTest : public ::testing::Test {
 protected:
  RedactionListTest() { std::filesystem::remove(path_); }

  const std::string path_ = WriteFile("redactions.jsonl", "");
};

TEST_F(RedactionListTest, AddsEachOnceAndGoesOnWhereItEnded) {
  {
    auto list = RedactionList::Open(path_);
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_TRUE(*list->Add(At(3, "articles/a")));
    EXPECT_FALSE(*list->Add(At(4, "articles/a")));
    ASSERT_TRUE(list->Note(At(9, "").cursor).ok());
  }
  auto list = RedactionList::Open(path_);
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->read_up_to().position(), 9);
  EXPECT_FALSE(*list->Add(At(10, "articles/a")));
  EXPECT_TRUE(*list->Add(At(11, "articles/b")));
  EXPECT_THAT(*ReadRedactionList(path_), SizeIs(2));
}

TEST_F(RedactionListTest, LeavesOutALineThatWasCutOff) {
  { ASSERT_TRUE(*RedactionList::Open(path_)->Add(At(3, "articles/a"))); }
  std::ofstream(path_, std::ios::app) << "{\"article\":\"arti";
  EXPECT_THAT(*ReadRedactionList(path_), SizeIs(1));
  { ASSERT_TRUE(*RedactionList::Open(path_)->Add(At(4, "articles/b"))); }
  EXPECT_THAT(*ReadRedactionList(path_), SizeIs(2));
}

TEST_F(RedactionListTest, NamesTheLineThatIsNone) {
  { ASSERT_TRUE(*RedactionList::Open(path_)->Add(At(3, "articles/a"))); }
  std::ofstream(path_, std::ios::app) << "garbage\n";
  EXPECT_THAT(RedactionList::Open(path_).status().message(), HasSubstr("redactions.jsonl:2: "));
  EXPECT_THAT(ReadRedactionList(path_).status().message(), HasSubstr("redactions.jsonl:2: "));
}

TEST_F(RedactionListTest, IsAddedToByOneProcessAtATime) {
  const auto list = RedactionList::Open(path_);
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(RedactionList::Open(path_).status().code(), absl::StatusCode::kAborted);
}

}  // namespace
}  // namespace broadsheet::cli

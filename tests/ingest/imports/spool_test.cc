#include "ingest/imports/spool.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

TEST(SpoolTest, GivesBackWhatItGot) {
  Spool spool;
  EXPECT_EQ(*spool.Next(), std::nullopt);
  ASSERT_OK(spool.Add("one"));
  ASSERT_OK(spool.Add(""));
  ASSERT_OK(spool.Add(std::string(1 << 20, 'x')));
  EXPECT_EQ(spool.left(), 3);
  EXPECT_EQ(**spool.Next(), "one");
  EXPECT_EQ(**spool.Next(), "");
  EXPECT_EQ(**spool.Next(), std::string(1 << 20, 'x'));
  EXPECT_EQ(*spool.Next(), std::nullopt);
  EXPECT_EQ(spool.left(), 0);
}

TEST(SpoolTest, LeavesNothingInItsDirectory) {
  char directory[] = "/tmp/broadsheet_spool.XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  setenv("TMPDIR", directory, 1);
  Spool spool;
  ASSERT_OK(spool.Add("one"));
  EXPECT_TRUE(std::filesystem::is_empty(directory));
  std::filesystem::remove(directory);
  Spool homeless;
  EXPECT_THAT(homeless.Add("one"), IsError(absl::StatusCode::kResourceExhausted, "no room"));
  EXPECT_EQ(homeless.left(), 0);
  unsetenv("TMPDIR");
}

}  // namespace
}  // namespace broadsheet::ingest

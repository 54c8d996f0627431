#include "ingest/imports/json_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The rows of a file that comes in parts of `part` bytes, each as "table:text", with "+"
// behind one that is too long.
std::vector<std::string> RowsOf(const std::string& file, size_t part = 1000, size_t most = 100) {
  std::vector<std::string> rows;
  const auto take = [&](const JsonRows::Row& row) {
    rows.push_back(
        absl::StrCat(std::string(row.table), ":", std::string(row.text), row.too_long ? "+" : ""));
    return absl::OkStatus();
  };
  JsonRows reader(most);
  for (size_t at = 0; at < file.size(); at += part)
    EXPECT_OK(reader.Add(file.substr(at, part), take));
  EXPECT_OK(reader.Finish());
  return rows;
}

TEST(JsonRowsTest, RowsAreTheSameHoweverTheyCome) {
  const std::string file =
      R"({"db":[{"meta":{"data":"x"},"data":{"posts":[{"a":"}]\"{"},{"b":[{"c":{}}]}],"n":{},)"
      R"("tags": [ {"id":1} , 2, [3] ]}}], "posts":[{"no":1}]})";
  for (size_t part : {1, 2, 3, 7, 1000}) {
    EXPECT_THAT(RowsOf(file, part), ElementsAre("posts:{\"a\":\"}]\\\"{\"}",
                                                "posts:{\"b\":[{\"c\":{}}]}", "tags:{\"id\":1}"));
  }
}

TEST(JsonRowsTest, LongRowIsCut) {
  for (size_t part : {1, 1000}) {
    EXPECT_THAT(RowsOf(R"({"data":{"posts":[{"a":"123456789"},{}]}})", part, 8),
                ElementsAre("posts:{\"a\":\"12+", "posts:{}"));
  }
}

TEST(JsonRowsTest, SaysWhereItEndsTooEarly) {
  JsonRows reader(100);
  const JsonRows::Take take = [](const JsonRows::Row&) { return absl::OkStatus(); };
  ASSERT_OK(reader.Add(R"({"data":{"posts":[{"a")", take));
  EXPECT_THAT(reader.Finish(),
              IsError(absl::StatusCode::kInvalidArgument, "ends inside of a row at byte 22"));
}

TEST(JsonRowsTest, DepthIsBounded) {
  JsonRows reader(100);
  const JsonRows::Take take = [](const JsonRows::Row&) { return absl::OkStatus(); };
  EXPECT_THAT(reader.Add(std::string(101, '['), take),
              IsError(absl::StatusCode::kInvalidArgument, "byte 100 is nested more than 100 deep"));
}

TEST(JsonRowsTest, NonsenseHasNoRows) { EXPECT_THAT(RowsOf("}]}:,\"\":{}"), IsEmpty()); }

}  // namespace
}  // namespace broadsheet::ingest

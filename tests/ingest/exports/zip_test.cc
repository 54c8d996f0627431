#include "ingest/exports/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/exports/zipped.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::broadsheet::testing::Zipped;

constexpr ZipLimits kLimits = {.file_bytes = 1000, .total_bytes = 5000};

bool IsText(std::string_view path) { return path.ends_with(".txt"); }

TEST(ZipTest, UnpacksWhatIsWanted) {
  const std::string bytes =
      Zipped({{"a.txt", "one"}, {"secret.csv", std::string(100'000, 'x')}, {"d/b.txt", "two"}});
  ASSERT_OK_AND_ASSIGN(const auto files, Unzip(bytes, kLimits, IsText));
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files.at("a.txt").bytes, "one");
  EXPECT_EQ(files.at("d/b.txt").bytes, "two");
}

TEST(ZipTest, LongFileIsCut) {
  const std::string bytes = Zipped({{"a.txt", std::string(2000, 'x')}, {"b.txt", "two"}});
  ASSERT_OK_AND_ASSIGN(const auto files, Unzip(bytes, kLimits, IsText));
  EXPECT_TRUE(files.at("a.txt").too_long);
  EXPECT_EQ(files.at("a.txt").bytes, std::string(1000, 'x'));
  EXPECT_FALSE(files.at("b.txt").too_long);
}

TEST(ZipTest, BombIsRefused) {
  std::vector<std::pair<std::string, std::string>> files;
  for (int i = 0; i < 10; ++i)
    files.emplace_back(std::to_string(i) + ".txt", std::string(900, '0'));
  EXPECT_THAT(Unzip(Zipped(files), kLimits, IsText).status(),
              IsError(absl::StatusCode::kInvalidArgument, "unpacks to more than 5000 bytes"));
}

TEST(ZipTest, WhatIsNoneIsRefused) {
  EXPECT_THAT(Unzip("PK\x03\x04 and so on", kLimits, IsText).status(),
              IsError(absl::StatusCode::kInvalidArgument, "can't be read"));
  EXPECT_THAT(Unzip("", kLimits, IsText).status(),
              IsError(absl::StatusCode::kInvalidArgument, "can't be read"));
}

}  // namespace
}  // namespace broadsheet::ingest

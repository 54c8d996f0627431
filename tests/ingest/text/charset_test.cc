#include "ingest/text/charset.h"

#include <gtest/gtest.h>

#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

constexpr char kGb[] = "\xC9\xEE\xDB\xDA";    // 深圳
constexpr char kBig5[] = "\xB2\x60\xA6\x60";  // 深圳? in Big5

TEST(CharsetTest, BelievesTheMarkFirst) {
  EXPECT_EQ(*ToUtf8("\xEF\xBB\xBFhi", "gbk"), "hi");
  EXPECT_EQ(*ToUtf8(std::string("\xFF\xFEh\0i\0", 6), ""), "hi");
  EXPECT_EQ(*ToUtf8(std::string("\xFE\xFF\0h\0i", 6), "utf-8"), "hi");
}

TEST(CharsetTest, TakesGb2312ForGb18030) {
  EXPECT_EQ(*ToUtf8(kGb, "GB2312"), "深圳");
  // 囍 is in GBK, not in GB 2312.
  EXPECT_EQ(*ToUtf8("\x87\xD6", "gb2312"), "囍");
  EXPECT_EQ(*ToUtf8(std::string("<?xml version='1.0' encoding='GBK'?>") + kGb, ""),
            "<?xml version='1.0' encoding='GBK'?>深圳");
  EXPECT_EQ(*ToUtf8(std::string("<html><meta charset=gb2312>") + kGb, ""),
            "<html><meta charset=gb2312>深圳");
}

TEST(CharsetTest, ReadsBig5) { EXPECT_EQ(ToUtf8(kBig5, "big5")->substr(0, 3), "深"); }

TEST(CharsetTest, DetectsWhatIsNotDeclared) {
  EXPECT_EQ(*ToUtf8("caf\xC3\xA9", ""), "café");
  std::string long_text;
  for (int i = 0; i < 40; ++i) {
    long_text += "\xC9\xEE\xDB\xDA\xB5\xC4\xB9\xA4\xB3\xA7\xC9\xFA\xB2\xFA\xCA\xD6\xBB\xFA\xA1\xA3";
  }
  EXPECT_EQ(ToUtf8(long_text, "")->substr(0, 6), "深圳");
}

TEST(CharsetTest, NamesAnUnknownEncoding) {
  EXPECT_THAT(ToUtf8("x", "klingon-8"),
              IsError(absl::StatusCode::kInvalidArgument, "unknown encoding \"klingon-8\""));
}

TEST(CharsetTest, NamesTheByteThatIsWrong) {
  EXPECT_THAT(ToUtf8("ab\xFFz", "utf-8"),
              IsError(absl::StatusCode::kInvalidArgument, "invalid UTF-8 at byte 2 (0xff)"));
  EXPECT_THAT(ToUtf8(std::string("ab\0z", 4), "utf-8"),
              IsError(absl::StatusCode::kInvalidArgument, "has a NUL byte at offset 2"));
  EXPECT_THAT(ToUtf8(std::string("ab\0z", 4), "gbk"),
              IsError(absl::StatusCode::kInvalidArgument, "has a NUL byte at offset 2"));
}

TEST(CharsetTest, FindsTheParameterOfAContentType) {
  EXPECT_EQ(CharsetOfContentType("text/html; Charset=\"GBK\""), "gbk");
  EXPECT_EQ(CharsetOfContentType("text/html"), "");
}

}  // namespace
}  // namespace broadsheet::ingest

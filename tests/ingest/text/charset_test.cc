#include "ingest/text/charset.h"

#include <gtest/gtest.h>

#include "ingest/text/encoding_labels.h"

namespace broadsheet::ingest {
namespace {

constexpr char kGb[] = "\xC9\xEE\xDB\xDA";  // 深圳
constexpr char kBig5[] = "\xB2\x60\xA6\x60";

std::string Read(std::string_view bytes, std::string_view http_charset = "") {
  return ToUtf8(bytes, http_charset).text;
}

TEST(CharsetTest, BelievesTheMarkFirst) {
  EXPECT_EQ(Read("\xEF\xBB\xBFhi", "gbk"), "hi");
  EXPECT_EQ(Read(std::string("\xFF\xFEh\0i\0", 6)), "hi");
  EXPECT_EQ(Read(std::string("\xFE\xFF\0h\0i", 6), "utf-8"), "hi");
}

TEST(CharsetTest, TellsUtf16WithoutAMark) {
  EXPECT_EQ(Read(std::string("<\0a\0>\0", 6)), "<a>");
  EXPECT_EQ(Read(std::string("\0<\0a\0>", 6), "utf-8"), "<a>");
}

TEST(CharsetTest, TakesGb2312ForGb18030) {
  EXPECT_EQ(Read(kGb, "GB2312"), "深圳");
  // 囍 is in GBK, not in GB 2312.
  EXPECT_EQ(Read("\x87\xD6", "gb2312"), "囍");
  EXPECT_EQ(Read(std::string("<?xml version='1.0' encoding='GBK'?>") + kGb),
            "<?xml version='1.0' encoding='GBK'?>深圳");
  EXPECT_EQ(Read(std::string("<html><meta charset=gb2312>") + kGb),
            "<html><meta charset=gb2312>深圳");
}

TEST(CharsetTest, ReadsLabelsAsTheWebDoes) {
  EXPECT_EQ(Read(kBig5, "big5").substr(0, 3), "深");
  EXPECT_EQ(Read("\x8C\x63\xBC\xAD", "euc-kr"), "똠서");
  EXPECT_EQ(Read("\x93\xDDstanbul\x94", "iso-8859-9"), "“İstanbul”");
  EXPECT_EQ(Read("\x87\x40", "Shift_JIS"), "①");
  EXPECT_EQ(Read("\x93quoted\x94", "iso-8859-1"), "“quoted”");
}

TEST(CharsetTest, DetectsWhatIsNotDeclared) {
  EXPECT_EQ(Read("caf\xC3\xA9"), "café");
  std::string long_text;
  for (int i = 0; i < 40; ++i) {
    long_text += "\xC9\xEE\xDB\xDA\xB5\xC4\xB9\xA4\xB3\xA7\xC9\xFA\xB2\xFA\xCA\xD6\xBB\xFA\xA1\xA3";
  }
  EXPECT_EQ(Read(long_text).substr(0, 6), "深圳");
  // Whoever claims UTF-8 and is not in it is not believed.
  EXPECT_EQ(Read("<meta charset=gbk>" + long_text, "utf-8").substr(18, 6), "深圳");
}

TEST(CharsetTest, PassesOverLabelsThatNobodyKnows) {
  EXPECT_EQ(Read("Łódź", "klingon-8"), "Łódź");
  EXPECT_EQ(Read("Łódź", "none"), "Łódź");
  EXPECT_EQ(EncodingOfLabel("klingon-8"), "");
  EXPECT_EQ(EncodingOfLabel(" UTF8 "), "utf-8");
}

TEST(CharsetTest, KnowsUtf8ByItself) {
  EXPECT_EQ(Read("Café, “très bien”", "ISO-8859-1"), "Café, “très bien”");
  EXPECT_EQ(Read("<meta charset=gb2312>新航线今天开通了"), "<meta charset=gb2312>新航线今天开通了");
}

TEST(CharsetTest, MendsAFewWrongBytes) {
  // Half a character, where a text was cut; a lone byte of windows-1252.
  EXPECT_EQ(Read("新航线开\xE9\x80...", "utf-8"), "新航线开\xEF\xBF\xBD...");
  EXPECT_EQ(Read("It’s the mayor\x92s", "utf-8"), "It’s the mayor’s");
  EXPECT_EQ(ToUtf8("It’s the mayor\x92s", "utf-8").defect, "invalid UTF-8 at byte 16 (0x92)");
  EXPECT_EQ(Read(std::string("ab\0z", 4), "utf-8"), "abz");
  EXPECT_EQ(ToUtf8(std::string("ab\0z", 4), "utf-8").defect, "a NUL byte at offset 2");
  EXPECT_EQ(ToUtf8("café", "utf-8").defect, "");
}

TEST(CharsetTest, FindsTheParameterOfAContentType) {
  EXPECT_EQ(CharsetOfContentType("text/html; Charset=\"GBK\""), "gbk");
  EXPECT_EQ(CharsetOfContentType("text/html"), "");
}

}  // namespace
}  // namespace broadsheet::ingest

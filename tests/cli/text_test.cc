#include "cli/text.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using ::testing::ElementsAre;

TEST(TextTest, ShowsControlCharactersAsPictures) {
  EXPECT_EQ(Printable("a\x1b[31mred\x07\x7f"), "a␛[31mred␇␡");
}

TEST(TextTest, ReplacesC1ControlsAndBytesThatAreNotUtf8) {
  EXPECT_EQ(Printable("a\u009b31m\xff z"), "a\uFFFD31m\uFFFD z");
}

TEST(TextTest, DropsOverridesOfTheWritingDirection) {
  EXPECT_EQ(Printable("safe\u202Eexe.\u2066txt"), "safeexe.txt");
}

TEST(TextTest, KeepsNewlinesAndMakesTabsSpaces) { EXPECT_EQ(Printable("a\r\nb\tc"), "a\nb c"); }

TEST(TextTest, CountsWideCharactersTwiceAndMarksNotAtAll) {
  EXPECT_EQ(DisplayWidth("Shenzhen"), 8);
  EXPECT_EQ(DisplayWidth("深圳"), 4);
  EXPECT_EQ(DisplayWidth("ｶ"), 1);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("🤖"), 2);
  EXPECT_EQ(DisplayWidth(std::string(kMarkBegin) + "a" + kMarkEnd), 1);
}

TEST(TextTest, WrapsAtWords) {
  EXPECT_THAT(Wrap("the quick brown fox", 10), ElementsAre("the quick", "brown fox"));
}

TEST(TextTest, WrapsChineseByColumnsAndKeepsPunctuationOffTheLineStart) {
  EXPECT_THAT(Wrap("深圳天气预报，由程序写", 12), ElementsAre("深圳天气预", "报，由程序写"));
}

TEST(TextTest, BreaksAWordThatIsLongerThanTheLine) {
  EXPECT_THAT(Wrap("a abcdefghijkl b", 5), ElementsAre("a", "abcde", "fghij", "kl b"));
}

TEST(TextTest, WrapsEveryLineByItself) {
  EXPECT_THAT(Wrap("one\n\ntwo", 10), ElementsAre("one", "", "two"));
}

TEST(TextTest, WrapsIntoOneColumnWhereThereIsNone) {
  EXPECT_THAT(Wrap("深a", -3), ElementsAre("深", "a"));
}

TEST(TextTest, ShortensToColumns) {
  EXPECT_EQ(Shorten("Shenzhen", 8), "Shenzhen");
  EXPECT_EQ(Shorten("Shenzhen", 5), "Shen…");
  EXPECT_EQ(Shorten("深圳天气", 6), "深圳…");
}

TEST(TextTest, PadsToColumns) {
  EXPECT_EQ(Pad("深圳", 6), "深圳  ");
  EXPECT_EQ(Pad("Shenzhen", 6), "Shenzhen");
}

TEST(TextTest, MakesOneLine) { EXPECT_EQ(OneLine(" a\n\n b\t c "), "a b c"); }

}  // namespace
}  // namespace broadsheet::cli

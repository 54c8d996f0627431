#include "query/search/snippet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace broadsheet::query {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Filler(int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i) absl::StrAppend(&text, "Sentence ", i, " says little. ");
  return text;
}

TEST(SnippetTest, MarksFormsOfAWordAndEscapesTheRest) {
  Marks marks;
  marks.terms = {"Zen:robot"};
  EXPECT_EQ(Snippet(marks, "A <b> & two \"Robots\"", "en", 200, true),
            "A &lt;b&gt; &amp; two &quot;<mark>Robots</mark>&quot;");
  EXPECT_EQ(Snippet(marks, "nothing", "en", 200, true), "");
  EXPECT_EQ(Snippet(marks, "nothing", "en", 200, false), "nothing");
}

TEST(SnippetTest, MarksSequencesInAnyScriptOfChinese) {
  Marks marks;
  marks.AddSequence({"深", "圳"});
  marks.AddSequence({"hong", "kong"});
  EXPECT_EQ(Snippet(marks, "騰訊在深圳，深水埗 in Hong Kong.", "zh", 200, true),
            "騰訊在<mark>深圳</mark>，深水埗 in <mark>Hong Kong</mark>.");
}

TEST(SnippetTest, MatchesThatTouchAreOne) {
  Marks marks;
  marks.AddSequence({"深", "圳"});
  marks.AddSequence({"无", "人", "机"});
  marks.AddSequence({"人", "机"});
  EXPECT_EQ(Snippet(marks, "见深圳无人机", "zh", 200, true), "见<mark>深圳无人机</mark>");
}

TEST(SnippetTest, IsCutAtSentencesAroundTheMatch) {
  Marks marks;
  marks.terms = {"Zen:submarin"};
  const std::string snippet =
      Snippet(marks, Filler(50) + "At last the submarine surfaces. " + Filler(50), "en", 220, true);
  EXPECT_THAT(snippet, HasSubstr("At last the <mark>submarine</mark> surfaces. Sentence"));
  EXPECT_THAT(snippet, StartsWith("…At last"));
  EXPECT_THAT(snippet, EndsWith("says little.…"));
  EXPECT_LT(snippet.size(), 300);
}

TEST(SnippetTest, HoldsTheMostDifferentMatches) {
  Marks marks;
  marks.terms = {"Zen:robot", "Zen:drone"};
  const std::string text =
      absl::StrCat("Robot robot robot. ", Filler(40), "A robot met a drone. ", Filler(40));
  EXPECT_THAT(Snippet(marks, text, "en", 220, true),
              HasSubstr("A <mark>robot</mark> met a <mark>drone</mark>."));
}

TEST(SnippetTest, CutsBetweenCharacters) {
  Marks marks;
  marks.AddSequence({"港", "口"});
  std::string text;
  for (int i = 0; i < 300; ++i) text += "深👩🏽‍🚀e\u0301";
  const std::string snippet = Snippet(marks, text + "港口" + text, "zh", 220, true);
  EXPECT_THAT(snippet, HasSubstr("<mark>港口</mark>"));
  EXPECT_THAT(snippet, StartsWith("…"));
  EXPECT_LT(snippet.size(), 320);
}

TEST(SnippetTest, OneLongWordIsNoSnippet) {
  Marks marks;
  EXPECT_LT(Snippet(marks, std::string(5000, 'x'), "en", 220, false).size(), 500);
  EXPECT_LT(Snippet(marks, std::string(5000, ' ') + "x" + std::string(5000, ' '), "en", 220, false)
                .size(),
            500);
  marks.terms = {"Zen:tail"};
  const std::string snippet = Snippet(marks, std::string(5000, 'x') + " tail", "en", 220, true);
  EXPECT_THAT(snippet, HasSubstr("<mark>tail</mark>"));
}

}  // namespace
}  // namespace broadsheet::query

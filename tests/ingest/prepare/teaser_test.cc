#include "ingest/prepare/teaser.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

MadeTeaser Make(const std::string& html) { return MakeTeaser(ParseFragment(html)); }

TEST(TeaserTest, KeepsAShortTextWhole) {
  const MadeTeaser teaser = Make("<p>Short &amp; sweet.</p>");
  EXPECT_EQ(teaser.html, "<p>Short &amp; sweet.</p>");
  EXPECT_FALSE(teaser.cut);
}

TEST(TeaserTest, KnowsThatAPictureIsNotText) {
  EXPECT_TRUE(Make("<p>Short.</p><h2>Then</h2><pre>code</pre>").cut);
  EXPECT_EQ(Make("<figure></figure>").html, "");
}

TEST(TeaserTest, CutsBehindASentence) {
  std::string body = "<p>";
  for (int i = 0; i < 10; ++i)
    absl::StrAppend(&body, "Eight words stand in this sentence of ours. ");
  const MadeTeaser teaser = Make(body + "</p>");
  EXPECT_TRUE(teaser.cut);
  EXPECT_TRUE(teaser.html.ends_with("ours.</p>"));
  EXPECT_EQ(ReadingLength(teaser.html), 48u);
}

TEST(TeaserTest, CutsALongSentenceBehindAWord) {
  std::string body = "<p>";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&body, "word", i, " ");
  const MadeTeaser teaser = Make(body + "</p>");
  EXPECT_TRUE(teaser.html.ends_with("word54…</p>")) << teaser.html;
}

TEST(TeaserTest, CountsCharactersOfChinese) {
  std::string body = "<p>";
  for (int i = 0; i < 30; ++i) body += "深圳的工厂开始试用机器人。";
  const MadeTeaser teaser = Make(body + "</p>");
  EXPECT_TRUE(teaser.cut);
  EXPECT_TRUE(teaser.html.ends_with("。</p>"));
  EXPECT_LE(ReadingLength(teaser.html), 110u + 7);
  EXPECT_GT(ReadingLength(teaser.html), 90u);
}

}  // namespace
}  // namespace broadsheet::ingest

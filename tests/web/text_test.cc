// Small functions that turn values into what readers see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "web/byline.h"
#include "web/dates.h"
#include "web/excerpt.h"
#include "web/json_ld.h"
#include "web/language.h"
#include "web/links.h"
#include "web/pictures.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Author;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(BylineTest, JoinsNamesAndMarksProgramsOnce) {
  Article article;
  EXPECT_EQ(BylineText(article), "");
  for (const char* name : {"Lin Yue", "He Yutong"}) {
    Author* author = article.add_authors();
    author->set_display_name(name);
    author->set_kind(Author::KIND_PERSON);
  }
  Author* program = article.add_authors();
  program->set_display_name("Tidewater");
  program->set_kind(Author::KIND_SOFTWARE);
  EXPECT_EQ(BylineText(article), "Lin Yue, He Yutong and Tidewater (automated)");
  program->set_display_name("Wirewriter (automated)");
  EXPECT_EQ(BylineText(article), "Lin Yue, He Yutong and Wirewriter (automated)");
}

TEST(DatesTest, ReadersSeeTheDayOfTheirZone) {
  const absl::Time time = absl::FromUnixSeconds(1'772'555'700);
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Hong_Kong", &zone));
  EXPECT_EQ(LongDate(time, zone), "4 March 2026");
  EXPECT_EQ(IsoTime(time, zone), "2026-03-04T00:35:00+08:00");
  EXPECT_EQ(LongDate(time, absl::UTCTimeZone()), "3 March 2026");
  EXPECT_EQ(IsoTime(time, absl::UTCTimeZone()), "2026-03-03T16:35:00Z");
}

TEST(DatesTest, ModifiedIsWhenTheSourceOrWeChangedIt) {
  Article article;
  article.set_revision(1);
  article.mutable_list_time()->set_seconds(100);
  article.mutable_update_time()->set_seconds(900);
  EXPECT_EQ(ModifiedTime(article), absl::FromUnixSeconds(100));
  article.mutable_source_update_time()->set_seconds(200);
  EXPECT_EQ(ModifiedTime(article), absl::FromUnixSeconds(200));
  article.set_revision(2);
  EXPECT_EQ(ModifiedTime(article), absl::FromUnixSeconds(900));
}

TEST(PicturesTest, AreLoadedWhenTheyComeIntoView) {
  EXPECT_EQ(
      WithLazyPictures("<p>a &lt;img b</p>\n<img src=\"https://a.example/1.png\" width=\"9\">"),
      "<p>a &lt;img b</p>\n<img loading=\"lazy\" decoding=\"async\" "
      "src=\"https://a.example/1.png\" width=\"9\">");
}

TEST(DatesTest, WritesEachFormInUtc) {
  const absl::Time time = absl::FromUnixSeconds(1'772'548'500);
  EXPECT_EQ(IsoTime(time), "2026-03-03T14:35:00Z");
  EXPECT_EQ(HttpDate(time), "Tue, 03 Mar 2026 14:35:00 GMT");
  EXPECT_EQ(RssDate(time), "Tue, 03 Mar 2026 14:35:00 +0000");
}

TEST(ExcerptTest, CutsTextAtAWordAndChineseAtACharacter) {
  EXPECT_EQ(Excerpt("<p>One &amp; two</p>\n<p>three</p>"), "One & two three");
  EXPECT_EQ(Excerpt(""), "");
  std::string words;
  for (int i = 0; i < 100; ++i) words += "words ";
  const std::string cut = Excerpt(words);
  EXPECT_THAT(cut, ::testing::EndsWith("words…"));
  EXPECT_LT(cut.size(), 210u);
  std::string chinese;
  for (int i = 0; i < 300; ++i) chinese += "深";
  EXPECT_EQ(Excerpt(chinese).size(), 200 * 3 + std::string("…").size());
}

TEST(JsonLdTest, CannotLeaveItsScriptElement) {
  Article article;
  article.set_title("</script><script>alert(1)</script> & more");
  article.set_path("2026/03/03/x");
  const std::string text = ArticleJsonLd(article, {"Post", "https://post.example"});
  EXPECT_THAT(text, Not(HasSubstr("<")));
  const nlohmann::json json = nlohmann::json::parse(text);
  EXPECT_EQ(json["headline"], article.title());
  EXPECT_EQ(json["url"], "https://post.example/2026/03/03/x");
}

TEST(LanguageTest, NamesLanguagesAndComparesTheirPrimaryTag) {
  EXPECT_EQ(LanguageName("zh-Hant-HK"), "Chinese");
  EXPECT_EQ(LanguageName("pt"), "Portuguese");
  EXPECT_TRUE(IsSameLanguage("zh-CN", "zh-Hant"));
  EXPECT_FALSE(IsSameLanguage("und", "und"));
  EXPECT_EQ(LangAttribute("en-GB"), "");
  EXPECT_EQ(LangAttribute("und"), "");
  EXPECT_EQ(LangAttribute("zh-Hans"), "zh-Hans");
}

TEST(LinksTest, EncodesWhatAnAddressCannotHold) {
  EXPECT_EQ(CategoryLink("categories/科技"), "/category/%E7%A7%91%E6%8A%80/");
  EXPECT_EQ(WithParameters("/search", {{"q", "a&b=c d"}, {"order", ""}}),
            "/search?q=a%26b%3Dc%20d");
  EXPECT_EQ(HostOf("https://user@www.post.example/a?b"), "post.example");
  EXPECT_FALSE(IsWebUri("javascript:alert(1)"));
}

TEST(TopicTest, GivesTagsTheirCapitalsBack) {
  Article article;
  article.add_mentions()->set_surface_form("Hong Kong");
  EXPECT_EQ(TagTitle("hong-kong", article), "Hong Kong");
  EXPECT_EQ(TagTitle("smart-home", article), "smart home");
}

}  // namespace
}  // namespace broadsheet::web

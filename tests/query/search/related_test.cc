#include "query/search/related.h"

#include <gmock/gmock.h>

#include "query/test_articles.h"

namespace broadsheet::query {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::Not;

auto Is(Topic::Kind kind, const char* name) {
  return AllOf(Field(&Topic::kind, kind), Field(&Topic::name, name));
}

TEST(RelatedTest, MentionsTagsAndWordsAreTopics) {
  const auto topics = TopicsOf(ArticleOf(1, R"(
      title: "Twelve robots learn to fold" teaser_html: "<p>A laundry in Foshan.</p>"
      language_code: "en" tags: "factories" mentions { entity: "foshan" surface_form: "Foshan" })"));
  EXPECT_THAT(topics, Contains(Is(Topic::Kind::kMention, "foshan")));
  EXPECT_THAT(topics, Contains(Is(Topic::Kind::kTag, "factories")));
  EXPECT_THAT(topics, Contains(Is(Topic::Kind::kWord, "robots")));
  EXPECT_THAT(topics, Contains(Is(Topic::Kind::kWord, "laundry")));
}

TEST(RelatedTest, NamesOfMentionsAndTagsAreNoWordsBesides) {
  const auto topics = TopicsOf(ArticleOf(1, R"(
      title: "Robots for Foshan" language_code: "en" tags: "robot"
      mentions { entity: "foshan" surface_form: "Foshan" })"));
  EXPECT_THAT(topics, Not(Contains(Is(Topic::Kind::kWord, "Foshan"))));
  EXPECT_THAT(topics, Not(Contains(Is(Topic::Kind::kWord, "Robots"))));
}

TEST(RelatedTest, WordIsOneTopicHoweverOftenItStands) {
  int robots = 0;
  for (const Topic& topic : TopicsOf(ArticleOf(1, R"(
           title: "Robots and a robot" teaser_html: "<p>Robot robot.</p>" language_code: "en")"))) {
    if (topic.term == "Zen:robot") ++robots;
  }
  EXPECT_EQ(robots, 1);
}

TEST(RelatedTest, ChineseIsTakenByPairs) {
  const auto topics =
      TopicsOf(ArticleOf(1, "title: '无人机' teaser_html: '<p>荔枝</p>' language_code: 'zh'"));
  EXPECT_THAT(topics, Contains(Is(Topic::Kind::kWord, "荔枝")));
  EXPECT_THAT(topics, Not(Contains(Is(Topic::Kind::kWord, "荔"))));
}

}  // namespace
}  // namespace broadsheet::query

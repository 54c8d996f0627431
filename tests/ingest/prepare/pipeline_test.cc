#include "ingest/prepare/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/fixtures.h"
#include "ingest/formats/jsonl.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;

article::v1::Article Push() {
  article::v1::Article article;
  article.set_title("Ports  go\nquiet");
  article.set_canonical_uri("https://a.example/1?utm_source=x");
  article.set_body_html("<p>Cranes hum in Shenzhen.</p>");
  return article;
}

absl::StatusOr<PreparedEntry> PrepareArticle(const article::v1::Article& article) {
  return Prepare(EntryOfPush(article), testing::TestContext("push/test"));
}

bool Asserts(const PreparedEntry& prepared, const std::string& field) {
  const auto& paths = prepared.write.asserted_fields().paths();
  return std::find(paths.begin(), paths.end(), field) != paths.end();
}

TEST(PipelineTest, FillsWhatFollowsFromAPush) {
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared, PrepareArticle(Push()));
  EXPECT_THAT(prepared.write.article(), EqualsProto(R"pb(
                title: "Ports go quiet"
                teaser_html: "<p>Cranes hum in Shenzhen.</p>"
                body_html: "<p>Cranes hum in Shenzhen.</p>"
                body_text: "Cranes hum in Shenzhen."
                language_code: "en"
                source { site_uri: "https://a.example/" }
                canonical_uri: "https://a.example/1"
                more { kind: KIND_NONE }
                mentions { entity: "shenzhen" kind: KIND_PLACE surface_form: "Shenzhen" count: 1 }
                publish_time_quality: PUBLISH_TIME_QUALITY_MISSING
                derived_fields: [ "language_code", "more", "teaser_html" ]
              )pb"));
  EXPECT_EQ(prepared.write.origin(), "push/test");
  EXPECT_EQ(prepared.write.observe_time().seconds(), 1775001600);
}

TEST(PipelineTest, AssertsWhatAPublisherSetsAndNoMore) {
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared, PrepareArticle(Push()));
  for (const char* field : {"title", "body_html", "body_text", "canonical_uri", "categories"}) {
    EXPECT_TRUE(Asserts(prepared, field)) << field;
  }
  for (const char* field : {"teaser_html", "more", "language_code", "publish_time", "mentions",
                            "source", "image_uri"}) {
    EXPECT_FALSE(Asserts(prepared, field)) << field;
  }
}

TEST(PipelineTest, IgnoresWhatStorageGives) {
  article::v1::Article article = Push();
  article.set_name("articles/x");
  article.set_revision(7);
  article.set_path("2026/01/01/x");
  article.add_mentions()->set_entity("made-up");
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared, PrepareArticle(article));
  EXPECT_EQ(prepared.write.article().name(), "");
  EXPECT_EQ(prepared.write.article().revision(), 0);
  EXPECT_EQ(prepared.write.article().path(), "");
  EXPECT_EQ(prepared.write.article().mentions_size(), 1);
  EXPECT_FALSE(Asserts(prepared, "name"));
}

TEST(PipelineTest, BlamesTheFieldThatBreaksARule) {
  const auto broken = [](auto change) {
    article::v1::Article article = Push();
    change(article);
    return PrepareArticle(article).status();
  };
  EXPECT_THAT(broken([](auto& a) { a.set_title(" \n "); }), BlamesField("article.title"));
  EXPECT_THAT(broken([](auto& a) { a.clear_canonical_uri(); }),
              BlamesField("article.canonical_uri"));
  EXPECT_THAT(broken([](auto& a) { a.set_canonical_uri("https://a.example/"); }),
              BlamesField("article.canonical_uri"));
  EXPECT_THAT(broken([](auto& a) { a.set_canonical_uri("nowhere"); }),
              BlamesField("article.canonical_uri"));
  EXPECT_THAT(broken([](auto& a) { a.add_categories("categories/Tech News"); }),
              BlamesField("article.categories[0]"));
  EXPECT_THAT(broken([](auto& a) { a.add_categories("tech"); }),
              BlamesField("article.categories[0]"));
  EXPECT_THAT(broken([](auto& a) { a.set_language_code("english please"); }),
              BlamesField("article.language_code"));
  EXPECT_THAT(broken([](auto& a) { a.mutable_more()->set_uri("javascript:x"); }),
              BlamesField("article.more.uri"));
  EXPECT_THAT(broken([](auto& a) { a.add_authors()->set_display_name(std::string("a\0b", 3)); }),
              BlamesField("article.authors[0].display_name"));
  EXPECT_THAT(broken([](auto& a) { a.set_body_html("<p>\xff</p>"); }),
              BlamesField("article.body_html"));
}

TEST(PipelineTest, TellsTheStepThatRefused) {
  article::v1::Article untitled = Push();
  untitled.clear_title();
  EXPECT_EQ(FailedStep(PrepareArticle(untitled).status()), v1::Reject::STEP_VALIDATE);
  article::v1::Article nowhere = Push();
  nowhere.set_canonical_uri("nowhere");
  EXPECT_EQ(FailedStep(PrepareArticle(nowhere).status()), v1::Reject::STEP_NORMALISE);
  EXPECT_EQ(FailedStep(ParseFeed("<rss", "", "").status()), v1::Reject::STEP_PARSE);
}

TEST(PipelineTest, RefusesWhatIsTooLarge) {
  article::v1::Article large = Push();
  large.set_body_html("<p>" + std::string(2 << 20, 'x') + "</p>");
  EXPECT_THAT(PrepareArticle(large).status(), BlamesField("article"));
  large.set_body_html(std::string(50 << 20, 'x'));
  EXPECT_THAT(PrepareArticle(large).status(), BlamesField("article.body_html"));
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<div>";
  large.set_body_html(deep);
  EXPECT_THAT(PrepareArticle(large).status(), BlamesField("article.body_html"));
}

TEST(PipelineTest, FilesByTheRulesOfTheFeed) {
  Entry entry = EntryOfPush(Push());
  entry.category_names = {"Technology &amp; Co", "Sport", "Weird"};
  entry.category_or_tag_names = {"Business", "5G"};
  PipelineContext context = testing::TestContext("feeds/1");
  context.rules.filing.category_map = {{"technology-amp-co", "categories/tech"}, {"sport", ""}};
  context.rules.filing.default_categories = {"categories/bay"};
  context.rules.filing.known_categories = {"categories/business"};
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared, Prepare(entry, context));
  const auto& article = prepared.write.article();
  EXPECT_EQ(std::vector<std::string>(article.categories().begin(), article.categories().end()),
            (std::vector<std::string>{"categories/bay", "categories/business", "categories/tech",
                                      "categories/weird"}));
  EXPECT_EQ(std::vector<std::string>(article.tags().begin(), article.tags().end()),
            std::vector<std::string>{"5g"});
  EXPECT_EQ(prepared.categories[3].title(), "Weird");
}

TEST(PipelineTest, DropsGuidsThatCannotBeReliedOn) {
  article::v1::Article article = Push();
  article.set_source_guid("1");
  PipelineContext context = testing::TestContext("feeds/1");
  context.rules.ignore_guids = true;
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared, Prepare(EntryOfPush(article), context));
  EXPECT_EQ(prepared.write.article().source_guid(), "");
}

TEST(JsonlTest, ReadsAnArticle) {
  ASSERT_OK_AND_ASSIGN(
      const Entry entry,
      ParseJsonLine(R"({"title":"A <b>","canonicalUri":"https://a.example/1"})", 3));
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared,
                       Prepare(entry, testing::TestContext("imports/x")));
  EXPECT_EQ(prepared.write.article().title(), "A <b>");
  EXPECT_EQ(entry.id, "https://a.example/1");
}

TEST(JsonlTest, NamesLineAndFault) {
  EXPECT_THAT(ParseJsonLine("{\"title\": oops}", 4),
              IsError(absl::StatusCode::kInvalidArgument, "line 4: not JSON at byte 11"));
  EXPECT_THAT(ParseJsonLine("{\"titel\": \"x\"}", 5),
              IsError(absl::StatusCode::kInvalidArgument, "titel"));
  EXPECT_THAT(
      ParseJsonLine(std::string("{\"title\": \"\0\"}", 14), 6),
      IsError(absl::StatusCode::kInvalidArgument, "line 6: line: has a NUL byte at offset 11"));
  EXPECT_FALSE(ParseJsonLine(std::string(1 << 20, '['), 7).ok());
}

TEST(PipelineTest, NotesWhatWasMadeOfTheBody) {
  article::v1::Article push = Push();
  EXPECT_THAT(PrepareArticle(push)->write.article().derived_fields(),
              ::testing::ElementsAre("language_code", "more", "teaser_html"));
  push.set_teaser_html("<p>Stated.</p>");
  push.set_language_code("en");
  EXPECT_THAT(PrepareArticle(push)->write.article().derived_fields(),
              ::testing::ElementsAre("more"));
}

TEST(PipelineTest, ExportedArticleIsDerivedAgain) {
  ASSERT_OK_AND_ASSIGN(const PreparedEntry first, PrepareArticle(Push()));
  article::v1::Article exported = first.write.article();
  exported.set_body_html("<p>Corrected.</p>");
  ASSERT_OK_AND_ASSIGN(const PreparedEntry again, PrepareArticle(exported));
  EXPECT_EQ(again.write.article().teaser_html(), "<p>Corrected.</p>");
  EXPECT_FALSE(Asserts(again, "teaser_html"));
}

}  // namespace
}  // namespace broadsheet::ingest

#include "ingest/prepare/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/fixtures.h"
#include "ingest/formats/jsonl.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::testing::ElementsAre;

class EditTest : public ::testing::Test {
 protected:
  EditTest() {
    article::v1::Article pushed;
    pushed.set_title("Cranes in Shenzhen");
    pushed.set_canonical_uri("https://a.example/1");
    pushed.set_body_html("<p>Old words of Guangzhou.</p><img src=\"https://a.example/old.png\">");
    held_ = Prepare(EntryOfPush(pushed), testing::TestContext("push/test"))->write.article();
    held_.set_name("articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab");
    held_.set_etag("1-abc");
    request_.mutable_article()->set_name(held_.name());
  }

  // The update that changing these fields comes to.
  storage::v1::UpdateArticleRequest Apply(const std::vector<std::string>& mask) {
    request_.mutable_update_mask()->mutable_paths()->Assign(mask.begin(), mask.end());
    return ApplyEdit(held_, request_, testing::TestGazetteer(), absl::UnixEpoch()).value();
  }

  static bool Changes(const storage::v1::UpdateArticleRequest& update, const std::string& field) {
    const auto& paths = update.update_mask().paths();
    return std::find(paths.begin(), paths.end(), field) != paths.end();
  }

  article::v1::Article held_;
  v1::EditArticleRequest request_;
};

TEST_F(EditTest, DerivedTeaserTextImageAndMentionsFollowTheBody) {
  request_.mutable_article()->set_body_html("<p>New words of Dongguan.</p>");
  const storage::v1::UpdateArticleRequest update = Apply({"body_html"});
  const article::v1::Article& article = update.article();
  EXPECT_EQ(article.teaser_html(), "<p>New words of Dongguan.</p>");
  EXPECT_EQ(article.body_text(), "New words of Dongguan.");
  EXPECT_EQ(article.image_uri(), "");
  ASSERT_EQ(article.mentions_size(), 2);
  for (const char* field : {"body_html", "body_text", "mentions", "teaser_html", "image_uri"}) {
    EXPECT_TRUE(Changes(update, field)) << field;
  }
  EXPECT_FALSE(Changes(update, "title"));
  EXPECT_FALSE(Changes(update, "canonical_uri"));
}

TEST_F(EditTest, StatedTeaserStaysWhenTheBodyChanges) {
  held_.set_teaser_html("<p>Stated.</p>");
  held_.clear_derived_fields();
  request_.mutable_article()->set_body_html("<p>New words.</p>");
  EXPECT_FALSE(Changes(Apply({"body_html"}), "teaser_html"));
}

TEST_F(EditTest, EmptiedTeaserIsMadeOfTheBody) {
  held_.set_teaser_html("<p>Stated.</p>");
  held_.clear_derived_fields();
  const storage::v1::UpdateArticleRequest update = Apply({"teaser_html"});
  EXPECT_EQ(update.article().teaser_html(), "<p>Old words of Guangzhou.</p>");
  EXPECT_THAT(update.article().derived_fields(), ::testing::Contains("teaser_html"));
}

TEST_F(EditTest, GivenTeaserIsDerivedNoLonger) {
  request_.mutable_article()->set_teaser_html("<p>By hand.</p>");
  const storage::v1::UpdateArticleRequest update = Apply({"teaser_html"});
  EXPECT_EQ(update.article().teaser_html(), "<p>By hand.</p>");
  EXPECT_THAT(update.article().derived_fields(),
              ::testing::Not(::testing::Contains("teaser_html")));
}

TEST_F(EditTest, MentionsFollowTheTitle) {
  request_.mutable_article()->set_title("Cranes in Dongguan");
  const storage::v1::UpdateArticleRequest update = Apply({"title"});
  std::vector<std::string> entities;
  for (const auto& mention : update.article().mentions()) entities.push_back(mention.entity());
  std::sort(entities.begin(), entities.end());
  EXPECT_THAT(entities, ElementsAre("dongguan", "guangzhou"));
}

TEST_F(EditTest, ErasedBodyTakesWhatWasMadeOfItAlong) {
  const storage::v1::UpdateArticleRequest update = Apply({"body_html"});
  EXPECT_EQ(update.article().body_html() + update.article().body_text(), "");
  EXPECT_EQ(update.article().teaser_html(), "");
  EXPECT_TRUE(Changes(update, "teaser_html"));
}

TEST_F(EditTest, EditOfShelvesTouchesNoText) {
  request_.mutable_article()->add_tags("5G");
  const storage::v1::UpdateArticleRequest update = Apply({"tags"});
  EXPECT_THAT(update.update_mask().paths(), ElementsAre("tags"));
  EXPECT_THAT(update.article().tags(), ElementsAre("5g"));
  EXPECT_EQ(update.article().title(), "");
}

TEST_F(EditTest, EtagIsTheCallersOrElseThatOfWhatWasEdited) {
  request_.mutable_article()->set_title("New");
  EXPECT_EQ(Apply({"title"}).article().etag(), "1-abc");
  request_.mutable_article()->set_etag("0-xyz");
  EXPECT_EQ(Apply({"title"}).article().etag(), "0-xyz");
}

TEST_F(EditTest, WhatCannotBeEditedIsBlamed) {
  EXPECT_THAT(CheckEdit(request_), BlamesField("update_mask"));
  request_.mutable_update_mask()->add_paths("mentions");
  EXPECT_THAT(CheckEdit(request_), BlamesField("update_mask"));
}

TEST_F(EditTest, EmptyTitleIsBlamed) {
  request_.mutable_update_mask()->add_paths("title");
  EXPECT_THAT(ApplyEdit(held_, request_, testing::TestGazetteer(), absl::UnixEpoch()),
              BlamesField("article.title"));
}

}  // namespace
}  // namespace broadsheet::ingest

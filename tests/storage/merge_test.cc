#include "storage/merge.h"

#include <gtest/gtest.h>

#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::EqualsProto;

FieldSet Only(const std::string& path) {
  google::protobuf::FieldMask mask;
  mask.add_paths(path);
  return FieldsOf(mask);
}

class MergeTest : public ::testing::Test {
 protected:
  Merged MergeAll(bool keep_equal_body = false) {
    ArticleWrite write;
    *write.mutable_article() = seen_;
    return Merge(held_, seen_, AssertedFields(write), keep_equal_body);
  }

  const Article held_ = MakeWrite("a").article();
  Article seen_ = held_;
};

TEST_F(MergeTest, SameAgainChangesNothing) {
  const Merged merged = MergeAll();
  EXPECT_FALSE(merged.changed);
  EXPECT_THAT(merged.article, EqualsProto(held_.DebugString()));
}

TEST_F(MergeTest, AssertedFieldReplaces) {
  seen_.set_title("New");
  EXPECT_TRUE(MergeAll().changed);
  EXPECT_EQ(MergeAll().article.title(), "New");
}

TEST_F(MergeTest, FieldThatIsNotAssertedOnlyFills) {
  seen_.set_title("New");
  seen_.set_rights("CC0");
  const Merged merged = Merge(held_, seen_, Only("teaser_html"), false);
  EXPECT_EQ(merged.article.title(), held_.title());
  EXPECT_EQ(merged.article.rights(), "CC0");
  EXPECT_TRUE(merged.changed);
}

TEST_F(MergeTest, AssertedAbsenceErasesATeaserButNeverATitleOrBody) {
  seen_.Clear();
  FieldSet asserted = Only("teaser_html") | Only("title") | Only("body_html");
  const Merged merged = Merge(held_, seen_, asserted, false);
  EXPECT_EQ(merged.article.teaser_html(), "");
  EXPECT_EQ(merged.article.title(), held_.title());
  EXPECT_EQ(merged.article.body_html(), held_.body_html());
  EXPECT_EQ(merged.article.body_text(), held_.body_text());
}

TEST_F(MergeTest, RepeatedFieldsAreReplacedAsAWhole) {
  seen_.add_authors()->set_display_name("A");
  seen_.add_authors()->set_display_name("B");
  Article held = MergeAll().article;
  seen_.clear_authors();
  seen_.add_authors()->set_display_name("C");
  held = Merge(held, seen_, Only("authors"), false).article;
  ASSERT_EQ(held.authors_size(), 1);
  EXPECT_EQ(held.authors(0).display_name(), "C");
}

TEST_F(MergeTest, BodyOfAnotherOriginThatReadsAlikeIsKept) {
  seen_.set_body_html("<div>Body of a</div>");
  seen_.set_body_text(" Body\n of a ");
  EXPECT_FALSE(MergeAll(/*keep_equal_body=*/true).changed);
  const Merged own = MergeAll(/*keep_equal_body=*/false);
  EXPECT_TRUE(own.took_body);
  EXPECT_EQ(own.article.body_html(), "<div>Body of a</div>");
}

TEST_F(MergeTest, DerivedFieldsFollowTheirBody) {
  seen_.set_body_html("<p>Shenzhen</p>");
  seen_.set_body_text("Shenzhen");
  seen_.add_mentions()->set_entity("shenzhen");
  EXPECT_EQ(MergeAll().article.body_text(), "Shenzhen");
  EXPECT_EQ(MergeAll().article.mentions_size(), 1);
  const Merged title_only = Merge(held_, seen_, Only("title"), false);
  EXPECT_EQ(title_only.article.body_text(), held_.body_text());
  EXPECT_EQ(title_only.article.mentions_size(), 0);
}

TEST_F(MergeTest, MentionsAloneAreNoChange) {
  seen_.add_mentions()->set_entity("shenzhen");
  EXPECT_FALSE(MergeAll().changed);
}

TEST_F(MergeTest, PublishTimeAndItsQualityGoTogether) {
  seen_.clear_publish_time();
  seen_.set_publish_time_quality(article::v1::PUBLISH_TIME_QUALITY_MISSING);
  EXPECT_FALSE(MergeAll().changed);
  Article undated = held_;
  undated.clear_publish_time();
  undated.set_publish_time_quality(article::v1::PUBLISH_TIME_QUALITY_MISSING);
  const Merged merged = Merge(undated, held_, FieldSet(), false);
  EXPECT_THAT(merged.article, EqualsProto(held_.DebugString()));
}

TEST_F(MergeTest, RepeatedFieldNeitherReplacesNorFills) {
  seen_.set_title("New");
  Article held = held_;
  held.clear_teaser_html();
  held.set_body_html("<p>By hand</p>");
  held.mutable_publish_time()->set_seconds(1);
  const FieldSet repeated = Only("teaser_html") | Only("body_html") | Only("publish_time");
  const Merged merged = Merge(held, seen_, FieldSet().set(), false, repeated);
  EXPECT_EQ(merged.article.title(), "New");
  EXPECT_EQ(merged.article.teaser_html(), "");
  EXPECT_EQ(merged.article.body_html(), "<p>By hand</p>");
  EXPECT_EQ(merged.article.publish_time().seconds(), 1);
  EXPECT_FALSE(merged.took_body);
}

TEST_F(MergeTest, AbsenceSaysSomethingOnlyWhereItErases) {
  const FieldSet asserted = Only("title") | Only("teaser_html") | Only("body_html") |
                            Only("publish_time") | Only("tags") | Only("name");
  EXPECT_EQ(SaidFields(Article(), asserted), Only("teaser_html"));
  seen_.set_name("articles/a");
  seen_.add_tags("t");
  EXPECT_EQ(SaidFields(seen_, asserted),
            Only("title") | Only("teaser_html") | Only("body_html") | Only("publish_time"));
}

TEST_F(MergeTest, WhatStorageGivesIsNotTaken) {
  seen_.set_name("articles/other");
  seen_.set_path("other");
  seen_.set_revision(7);
  seen_.set_merged_into("articles/other");
  EXPECT_FALSE(MergeAll().changed);
  EXPECT_EQ(Edit(held_, seen_, FieldSet().set()).article.revision(), 0);
}

// A teaser and an image that ingest made of the body.
class DerivedTest : public MergeTest {
 protected:
  static void Derive(const std::string& text, Article* article) {
    article->set_body_html("<p>" + text + "</p>");
    article->set_body_text(text);
    article->set_teaser_html("<p>" + text + "…</p>");
    article->set_image_uri("https://site.test/" + text + ".png");
    article->clear_derived_fields();
    article->add_derived_fields("image_uri");
    article->add_derived_fields("teaser_html");
  }

  Merged MergeBody(const Article& held) { return Merge(held, seen_, Only("body_html"), false); }
};

TEST_F(DerivedTest, FollowsTheBody) {
  Article held = held_;
  Derive("old", &held);
  Derive("new", &seen_);
  EXPECT_THAT(MergeBody(held).article, EqualsProto(seen_.DebugString()));
}

TEST_F(DerivedTest, GoesWithTheBodyThatItWasMadeOf) {
  Article held = held_;
  Derive("old", &held);
  Derive("new", &seen_);
  seen_.clear_image_uri();
  seen_.mutable_derived_fields()->DeleteSubrange(0, 1);
  EXPECT_EQ(MergeBody(held).article.image_uri(), "");
}

TEST_F(DerivedTest, NeverReplacesWhatSomebodyStated) {
  Article held = held_;
  held.set_teaser_html("stated");
  Derive("new", &seen_);
  EXPECT_EQ(MergeBody(held).article.teaser_html(), "stated");
}

TEST_F(DerivedTest, IsStatedOnceSomebodyStatesIt) {
  Article held = held_;
  Derive("old", &held);
  seen_.set_teaser_html("stated");
  const Merged stated = Merge(held, seen_, Only("teaser_html"), false);
  EXPECT_EQ(stated.article.teaser_html(), "stated");
  ASSERT_EQ(stated.article.derived_fields_size(), 1);
  EXPECT_EQ(stated.article.derived_fields(0), "image_uri");
}

TEST_F(DerivedTest, EditOfTheTeaserStatesItAndLeavesTheRest) {
  Article held = held_;
  Derive("old", &held);
  Article edited;
  edited.set_teaser_html("by hand");
  const Merged merged = Edit(held, edited, Only("teaser_html"));
  EXPECT_EQ(merged.article.teaser_html(), "by hand");
  ASSERT_EQ(merged.article.derived_fields_size(), 1);
  EXPECT_EQ(merged.article.derived_fields(0), "image_uri");
}

}  // namespace
}  // namespace broadsheet::storage

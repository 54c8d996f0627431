#include "storage/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/timestamps.h"
#include "storage/writes.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_CREATED;
using article::v1::WRITE_OUTCOME_REVISED;
using article::v1::WRITE_OUTCOME_STALE;
using article::v1::WRITE_OUTCOME_SUPPRESSED;
using article::v1::WRITE_OUTCOME_UNCHANGED;
using ::testing::ElementsAre;

class DecideTest : public ::testing::Test {
 protected:
  DecideTest() { state_.id = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab"; }

  // A write whose article says `title` in these categories.
  static ArticleWrite Say(const std::string& origin, int seconds, const std::string& title,
                          const std::vector<std::string>& categories = {}) {
    ArticleWrite write = MakeWrite("a", seconds);
    write.set_origin(origin);
    write.mutable_article()->set_title(title);
    for (const std::string& name : categories) write.mutable_article()->add_categories(name);
    Digest(&write);
    return write;
  }

  WriteOutcome Outcome(const ArticleWrite& write) { return Observe(write, now_, &state_).outcome; }

  const absl::Time now_ = absl::FromUnixSeconds(1'772'400'000);
  ArticleState state_;
};

TEST_F(DecideTest, FirstWriteCreates) {
  const Decision decision = Observe(Say("a", 0, "T"), now_, &state_);
  EXPECT_EQ(decision.outcome, WRITE_OUTCOME_CREATED);
  EXPECT_EQ(decision.kind, Revision::KIND_CREATED);
  EXPECT_TRUE(state_.is_new);
  EXPECT_EQ(state_.article.revision(), 1);
  EXPECT_EQ(ToTime(state_.article.create_time()), now_);
}

TEST_F(DecideTest, CallerDoesNotGiveWhatStorageGives) {
  ArticleWrite write = Say("a", 0, "T");
  write.mutable_article()->set_revision(9);
  write.mutable_article()->set_name("articles/x");
  write.mutable_article()->mutable_delete_time()->set_seconds(1);
  write.mutable_article()->mutable_list_time()->set_seconds(1);
  Observe(write, now_, &state_);
  EXPECT_EQ(state_.article.revision(), 1);
  EXPECT_EQ(state_.article.name(), "articles/" + state_.id);
  EXPECT_FALSE(state_.deleted());
  EXPECT_NE(state_.article.list_time().seconds(), 1);
}

TEST_F(DecideTest, ArticleWithoutAPublishTimeIsListedWhenItCame) {
  ArticleWrite write = Say("a", 0, "T");
  write.mutable_article()->clear_publish_time();
  Observe(write, now_, &state_);
  EXPECT_EQ(ToTime(state_.article.list_time()), now_);
}

TEST_F(DecideTest, RevisionsAreLaterThanOneAnotherWhateverTheClockSays) {
  Observe(Say("a", 0, "T"), now_, &state_);
  Observe(Say("a", 1, "U"), now_ - absl::Hours(1), &state_);
  EXPECT_EQ(ToTime(state_.article.update_time()), now_ + absl::Microseconds(1));
}

TEST_F(DecideTest, OriginsUniteTheirCategoriesAndTakeBackTheirOwn) {
  Outcome(Say("a", 0, "T", {"categories/x", "categories/y"}));
  EXPECT_EQ(Outcome(Say("b", 1, "T", {"categories/z"})), WRITE_OUTCOME_REVISED);
  EXPECT_THAT(state_.article.categories(),
              ElementsAre("categories/x", "categories/y", "categories/z"));
  EXPECT_EQ(Outcome(Say("a", 2, "T", {"categories/y"})), WRITE_OUTCOME_REVISED);
  EXPECT_THAT(state_.article.categories(), ElementsAre("categories/y", "categories/z"));
}

TEST_F(DecideTest, StaleWriteOfANewOriginStillFilesTheArticle) {
  Outcome(Say("a", 10, "T", {"categories/x"}));
  EXPECT_EQ(Outcome(Say("b", 5, "Old", {"categories/z"})), WRITE_OUTCOME_STALE);
  EXPECT_EQ(state_.article.title(), "T");
  EXPECT_THAT(state_.article.categories(), ElementsAre("categories/x", "categories/z"));
}

TEST_F(DecideTest, StaleWriteOfTheSameOriginDoesNotTouchWhatItSaidLater) {
  Outcome(Say("a", 10, "T", {"categories/x"}));
  EXPECT_EQ(Outcome(Say("a", 5, "Old", {"categories/z"})), WRITE_OUTCOME_STALE);
  EXPECT_THAT(state_.article.categories(), ElementsAre("categories/x"));
  EXPECT_EQ(Outcome(Say("a", 10, "T", {"categories/x"})), WRITE_OUTCOME_UNCHANGED);
}

TEST_F(DecideTest, SameDigestIsUnchangedAndTouchesNothing) {
  Outcome(Say("a", 0, "T"));
  state_.is_changed = false;
  state_.changed_origins.clear();
  EXPECT_EQ(Outcome(Say("a", 9, "T")), WRITE_OUTCOME_UNCHANGED);
  EXPECT_FALSE(state_.is_changed);
  EXPECT_TRUE(state_.changed_origins.empty());
}

TEST_F(DecideTest, OtherObservationThatChangesNothingIsKeptAsTheOriginsLatest) {
  Outcome(Say("a", 0, "T"));
  ArticleWrite write = Say("a", 9, "T");
  write.set_observation_digest("other");
  EXPECT_EQ(Outcome(write), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(state_.article.revision(), 1);
  EXPECT_EQ(state_.origins.at("a").digest, "other");
}

class TeaserTest : public DecideTest {
 protected:
  // A feed, an archive page and the article's page give it a teaser each.
  TeaserTest() {
    Outcome(Tell("feed", 0, "T", "from the feed"));
    Outcome(Tell("archive", 1, "T", "from the archive"));
    Outcome(Tell("page", 2, "T", "from the page"));
    revision_ = state_.article.revision();
  }

  static ArticleWrite Tell(const std::string& origin, int seconds, const std::string& title,
                           const std::string& teaser) {
    ArticleWrite write = Say(origin, seconds, title);
    write.mutable_article()->set_teaser_html(teaser);
    Digest(&write);
    return write;
  }

  void EditByHand(const std::string& teaser) {
    Article edited = state_.article;
    edited.set_teaser_html(teaser);
    Revise(edited, now_, &state_);
    revision_ = edited.revision() + 1;
  }

  int64_t revision_ = 0;
};

TEST_F(TeaserTest, HeadlineEditThatThreeOriginsSeeIsOneRevision) {
  EXPECT_EQ(Outcome(Tell("feed", 10, "U", "from the feed")), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(Outcome(Tell("archive", 11, "U", "from the archive")), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(Outcome(Tell("page", 12, "U", "from the page")), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(state_.article.revision(), revision_ + 1);
  EXPECT_EQ(state_.article.title(), "U");
  EXPECT_EQ(state_.article.teaser_html(), "from the page");
}

TEST_F(TeaserTest, OriginThatChangesItsTeaserWinsEachTime) {
  EXPECT_EQ(Outcome(Tell("feed", 10, "T", "new")), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(state_.article.teaser_html(), "new");
  Outcome(Tell("archive", 11, "T", "newer"));
  Outcome(Tell("feed", 12, "T", "from the feed"));
  EXPECT_EQ(state_.article.teaser_html(), "from the feed");
}

TEST_F(TeaserTest, FieldLeftOutForAWhileIsStillTheOnesOwn) {
  ArticleWrite silent = Tell("feed", 10, "T", "");
  silent.mutable_asserted_fields()->add_paths("rights");
  Outcome(silent);
  Outcome(Tell("feed", 11, "T", "from the feed"));
  EXPECT_EQ(state_.article.teaser_html(), "from the page");
  EXPECT_EQ(state_.article.revision(), revision_);
}

TEST_F(TeaserTest, EditByHandStaysUntilAnOriginChangesThatField) {
  for (const std::string by_hand : {"by hand", ""}) {
    EditByHand(by_hand);
    Outcome(Tell("page", 10 + revision_, absl::StrCat("U", revision_), "from the page"));
    EXPECT_EQ(state_.article.title(), absl::StrCat("U", revision_));
    EXPECT_EQ(state_.article.teaser_html(), by_hand);
  }
  Outcome(Tell("page", 100, "V", "new"));
  EXPECT_EQ(state_.article.teaser_html(), "new");
}

TEST_F(DecideTest, DeletedStaysUnlessAsked) {
  Outcome(Say("a", 0, "T"));
  Article deleted = state_.article;
  *deleted.mutable_delete_time() = ToTimestamp(now_);
  Revise(deleted, now_, &state_);
  EXPECT_EQ(Outcome(Say("a", 1, "U")), WRITE_OUTCOME_SUPPRESSED);
  ArticleWrite back = Say("a", 2, "T");
  back.set_allow_undelete(true);
  const Decision decision = Observe(back, now_, &state_);
  EXPECT_EQ(decision.kind, Revision::KIND_RESTORED);
  EXPECT_FALSE(state_.deleted());
}

// A feed that shows beginnings of the text only, which software has cut.
ArticleWrite Excerpt(const std::string& origin, int seconds, const std::string& teaser) {
  ArticleWrite write = MakeWrite("a", seconds);
  write.set_origin(origin);
  Article& article = *write.mutable_article();
  article.clear_body_html();
  article.clear_body_text();
  article.set_teaser_html(teaser);
  article.add_derived_fields("teaser_html");
  write.mutable_asserted_fields()->add_paths("title");
  Digest(&write);
  return write;
}

TEST_F(DecideTest, ExcerptThatItsOriginHasChangedReplacesTheOldOne) {
  Outcome(Excerpt("feed", 0, "Old beginning…"));
  EXPECT_EQ(Outcome(Excerpt("feed", 1, "New beginning…")), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(state_.article.teaser_html(), "New beginning…");
}

TEST_F(DecideTest, ExcerptOfAnotherLengthElsewhereChangesNothing) {
  Outcome(Excerpt("feed", 0, "A beginning…"));
  EXPECT_EQ(Outcome(Excerpt("other feed", 1, "A beginning that is longer…")),
            WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(state_.article.teaser_html(), "A beginning…");
}

}  // namespace
}  // namespace broadsheet::storage

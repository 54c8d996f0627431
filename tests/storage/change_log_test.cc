#include "storage/change_log.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/canonical_form.h"
#include "storage/epoch.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;

class ChangeLogTest : public ::testing::Test {
 protected:
  TestStorage storage_;
  v1::ListChangesRequest request_;
};

TEST_F(ChangeLogTest, EmptyLogHasAHeadWithoutAPosition) {
  ASSERT_OK_AND_ASSIGN(const auto page, storage_.ListChanges(request_));
  EXPECT_EQ(page.changes_size(), 0);
  EXPECT_EQ(page.head().position(), 0);
  EXPECT_EQ(page.head().epoch(), 1);
}

TEST_F(ChangeLogTest, ChangeCarriesTheRevisionAndWhoCanRecomputeItsDigest) {
  const WriteResult result = storage_.WriteOne(MakeWrite("a"));
  const v1::Change change = storage_.Changes().at(0);
  EXPECT_EQ(change.cursor().epoch(), 1);
  EXPECT_EQ(change.cursor().position(), 1);
  EXPECT_EQ(change.cursor().commit_id().size(), 16u);
  const Revision& revision = change.article().revision();
  EXPECT_EQ(revision.name(), result.name() + "/revisions/1");
  EXPECT_EQ(revision.position(), 1);
  EXPECT_EQ(revision.kind(), Revision::KIND_CREATED);
  EXPECT_EQ(revision.actor(), "feeds/main");
  EXPECT_EQ(revision.content_digest(), ContentDigest(revision.content_salt(), revision.snapshot()));
  EXPECT_EQ(revision.snapshot().title(), "Title of a");
}

TEST_F(ChangeLogTest, CategoriesAreChangesToo) {
  ASSERT_OK(storage_.AddCategory("categories/tech"));
  ASSERT_OK(storage_.AddCategory("categories/tech"));  // the same again is no change
  const std::vector<v1::Change> changes = storage_.Changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].category().name(), "categories/tech");
}

TEST_F(ChangeLogTest, PagesGoOnWithoutGapsOrRepeats) {
  std::vector<ArticleWrite> writes;
  for (int i = 0; i < 25; ++i) writes.push_back(MakeWrite(absl::StrCat(i)));
  ASSERT_OK(storage_.Write(writes));
  request_.set_page_size(10);
  int64_t position = 0;
  for (int expected : {10, 10, 5, 0}) {
    ASSERT_OK_AND_ASSIGN(const auto page, storage_.ListChanges(request_));
    EXPECT_EQ(page.changes_size(), expected);
    EXPECT_EQ(page.head().position(), 25);
    for (const v1::Change& change : page.changes()) {
      EXPECT_EQ(change.cursor().position(), ++position);
      *request_.mutable_after() = change.cursor();
    }
  }
}

TEST_F(ChangeLogTest, PageEndsEarlyAtThreeMebibytesButHoldsOneChange) {
  for (int i = 0; i < 5; ++i) {
    ArticleWrite write = MakeWrite(absl::StrCat(i));
    write.mutable_article()->set_body_html(std::string(900 << 10, 'x'));
    storage_.WriteOne(write);
  }
  ASSERT_OK_AND_ASSIGN(const auto page, storage_.ListChanges(request_));
  EXPECT_EQ(page.changes_size(), 3);
  EXPECT_LT(page.ByteSizeLong(), size_t{3 << 20});
  EXPECT_EQ(storage_.Changes().size(), 5u);
}

TEST_F(ChangeLogTest, BadPageSizeAndCursorAreBlamed) {
  request_.set_page_size(-1);
  EXPECT_THAT(storage_.ListChanges(request_), BlamesField("page_size"));
  request_.set_page_size(1'000'000);
  EXPECT_OK(storage_.ListChanges(request_));
  request_.mutable_after()->set_position(-1);
  EXPECT_THAT(storage_.ListChanges(request_), BlamesField("after.position"));
  request_.mutable_after()->set_position(1);
  EXPECT_THAT(storage_.ListChanges(request_), BlamesField("after.commit_id"));
}

TEST_F(ChangeLogTest, CursorThatTheLogDoesNotHoldHasDiverged) {
  storage_.WriteOne(MakeWrite("a"));
  Cursor& after = *request_.mutable_after();
  after = storage_.Changes().at(0).cursor();
  EXPECT_OK(storage_.ListChanges(request_));
  after.set_epoch(7);  // what counts is whether the commit is there
  EXPECT_OK(storage_.ListChanges(request_));
  after.set_commit_id(std::string(16, 'x'));
  const auto other_commit = storage_.ListChanges(request_);
  EXPECT_THAT(other_commit, IsError(absl::StatusCode::kOutOfRange, "position 1"));
  EXPECT_EQ(Reason(other_commit.status()), "LOG_DIVERGED");
  after.set_position(2);
  EXPECT_EQ(Reason(storage_.ListChanges(request_).status()), "LOG_DIVERGED");
}

class EpochTest : public ChangeLogTest {
 protected:
  // Makes the newest epoch one of another PostgreSQL.
  void MoveToOtherSystem() {
    constexpr postgres::Statement kOtherSystem{"other_system",
                                               "UPDATE epoch SET system_identifier = 1"};
    ASSERT_OK(storage_.pool().Transact(Deadline(),
                                       [&](auto& tx) { return tx.Run(kOtherSystem).status(); }));
  }
  static absl::Time Deadline() { return absl::Now() + absl::Seconds(5); }

  int64_t HeadEpoch() {
    const auto page = storage_.ListChanges(request_);
    return page.ok() ? page->head().epoch() : -1;
  }
};

TEST_F(EpochTest, OtherSystemStartsOne) {
  ASSERT_OK(NoticeEpoch(storage_.pool(), Deadline()));
  EXPECT_EQ(HeadEpoch(), 1);
  MoveToOtherSystem();
  ASSERT_OK(NoticeEpoch(storage_.pool(), Deadline()));
  EXPECT_EQ(HeadEpoch(), 2);
}

TEST_F(EpochTest, FirstCommitOnAnotherSystemIsOfTheNextOne) {
  storage_.WriteOne(MakeWrite("a"));
  MoveToOtherSystem();
  ASSERT_OK_AND_ASSIGN(const auto written, storage_.Write({MakeWrite("b")}));
  EXPECT_EQ(written.read_after().epoch(), 2);
  EXPECT_EQ(storage_.Changes().at(1).cursor().epoch(), 2);
}

TEST_F(EpochTest, OneIsStartedByHand) {
  ASSERT_OK(NoticeEpoch(storage_.pool(), Deadline()));
  ASSERT_OK_AND_ASSIGN(const int64_t epoch, StartEpoch(storage_.pool(), Deadline()));
  EXPECT_EQ(epoch, 2);
  EXPECT_EQ(HeadEpoch(), 2);
}

TEST_F(ChangeLogTest, StatusTellsTheProcessAndWhereTheLogEnds) {
  const auto status = [this] {
    return CallUnary<v1::GetStatusResponse>(storage_.stub(), &v1::StorageService::Stub::GetStatus,
                                            v1::GetStatusRequest());
  };
  ASSERT_OK_AND_ASSIGN(v1::GetStatusResponse response, status());
  EXPECT_EQ(response.server().version(), "0.1.0");
  EXPECT_GT(response.server().start_time().seconds(), 0);
  EXPECT_FALSE(response.has_head());
  storage_.WriteOne(MakeWrite("a"));
  ASSERT_OK_AND_ASSIGN(response, status());
  EXPECT_EQ(response.head().position(), 1);
  EXPECT_THAT(response.head_time(),
              EqualsProto(storage_.Changes().back().commit_time().DebugString()));
}

}  // namespace
}  // namespace broadsheet::storage

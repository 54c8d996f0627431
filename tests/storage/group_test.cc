// Groups of batches in one transaction, and what is left of a group where one of
// them fails.
#include "storage/group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "storage/sql.h"
#include "storage/writer.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_CREATED;
using article::v1::WRITE_OUTCOME_REVISED;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::Not;

// PostgreSQL refuses this origin's articles, though they look good.
constexpr char kPoison[] =
    "ALTER TABLE storage.revision ADD CONSTRAINT antidote CHECK (actor <> 'feeds/poison')";

class GroupTest : public ::testing::Test {
 protected:
  GroupTest() { database_.Migrate("storage", sql::kMigrations); }

  static Batch BatchOf(const std::string& request_id, const std::vector<ArticleWrite>& writes,
                       std::shared_ptr<Lane> lane = nullptr) {
    v1::BatchWriteArticlesRequest request = MakeBatch(writes);
    request.set_request_id(request_id);
    Batch batch = *PrepareBatch(std::move(request));
    batch.lane = std::move(lane);
    return batch;
  }

  static ArticleWrite Poison(const std::string& id) {
    ArticleWrite write = MakeWrite(id);
    write.set_origin("feeds/poison");
    return write;
  }

  std::vector<Outcome> Write(std::vector<Batch> batches) {
    std::vector<Batch*> group;
    for (Batch& batch : batches) group.push_back(&batch);
    return writer_.Write(group);
  }

  testing::TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("storage");
  Head head_;
  Recorder recorder_{*pool_, head_, *Clock::Real()};
  Writer writer_{recorder_};
};

TEST_F(GroupTest, BatchesShareACommitAndKeepTheirOrder) {
  const auto outcomes = Write({BatchOf("1", {MakeWrite("a"), MakeWrite("b")}),
                               BatchOf("2", {MakeWrite("c")}), BatchOf("3", {MakeWrite("d")})});
  ASSERT_OK(outcomes[0]);
  ASSERT_OK(outcomes[1]);
  ASSERT_OK(outcomes[2]);
  EXPECT_EQ(outcomes[0]->results(1).position(), 2);
  EXPECT_EQ(outcomes[1]->results(0).position(), 3);
  EXPECT_EQ(outcomes[2]->results(0).position(), 4);
  EXPECT_EQ(outcomes[0]->read_after().position(), 2);
  EXPECT_EQ(outcomes[2]->read_after().position(), 4);
  EXPECT_EQ(outcomes[0]->read_after().commit_id(), outcomes[2]->read_after().commit_id());
}

TEST_F(GroupTest, ArticleThatComesTwiceMakesTwoRevisionsInOrder) {
  ArticleWrite later = MakeWrite("a", 60);
  later.mutable_article()->set_title("Another title");
  Digest(&later);
  const auto outcomes = Write({BatchOf("1", {MakeWrite("a")}), BatchOf("2", {later})});
  ASSERT_OK(outcomes[0]);
  ASSERT_OK(outcomes[1]);
  EXPECT_EQ(outcomes[0]->results(0).outcome(), WRITE_OUTCOME_CREATED);
  EXPECT_EQ(outcomes[1]->results(0).outcome(), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(outcomes[1]->results(0).name(), outcomes[0]->results(0).name());
  EXPECT_EQ(outcomes[1]->results(0).revision(), 2);
  EXPECT_EQ(outcomes[1]->results(0).position(), 2);
}

TEST_F(GroupTest, RepeatedRequestIsAnsweredAsTheFirstTimeBesideOthers) {
  const auto first = Write({BatchOf("0", {MakeWrite("x")}), BatchOf("1", {MakeWrite("a")})});
  const auto again = Write({BatchOf("2", {MakeWrite("b")}), BatchOf("1", {MakeWrite("a")})});
  ASSERT_OK(again[0]);
  ASSERT_OK(again[1]);
  EXPECT_THAT(*again[1], EqualsProto(first[1]->DebugString()));
  EXPECT_EQ(again[0]->results(0).position(), 3);
}

TEST_F(GroupTest, OnlyTheCulpritOfAGroupFails) {
  database_.RunAsSuperuser(kPoison);
  const auto outcomes =
      Write({BatchOf("1", {MakeWrite("a")}),
             BatchOf("2", {MakeWrite("b"), MakeWrite("c"), Poison("d"), MakeWrite("e")}),
             BatchOf("3", {MakeWrite("f")}), BatchOf("4", {MakeWrite("g")})});
  for (int i : {0, 1, 2, 3}) ASSERT_OK(outcomes[i]);
  const auto& results = outcomes[1]->results();
  EXPECT_EQ(results[0].outcome(), WRITE_OUTCOME_CREATED);
  EXPECT_EQ(results[1].outcome(), WRITE_OUTCOME_CREATED);
  EXPECT_EQ(results[3].outcome(), WRITE_OUTCOME_CREATED);
  EXPECT_THAT(FromRpcStatusBytes(results[2].error().SerializeAsString()),
              IsError(absl::StatusCode::kInternal, "writes[2]: the database refuses"));
  // In order, without a gap for what failed.
  EXPECT_EQ(outcomes[0]->results(0).position(), 1);
  EXPECT_EQ(results[3].position(), 4);
  EXPECT_EQ(outcomes[2]->results(0).position(), 5);
  EXPECT_EQ(outcomes[3]->results(0).position(), 6);
}

TEST_F(GroupTest, FailureBreaksItsLaneAndNoOther) {
  ASSERT_OK(Write({BatchOf("used", {MakeWrite("x")})})[0]);
  const auto lane = std::make_shared<Lane>();
  const auto other = std::make_shared<Lane>();
  const auto outcomes =
      Write({BatchOf("1", {MakeWrite("a")}, lane), BatchOf("used", {MakeWrite("b")}, lane),
             BatchOf("2", {MakeWrite("c")}, lane), BatchOf("3", {MakeWrite("d")}, other)});
  EXPECT_OK(outcomes[0]);
  EXPECT_THAT(outcomes[1], BlamesField("request_id"));
  EXPECT_THAT(outcomes[2], IsError(absl::StatusCode::kAborted, "before this one"));
  EXPECT_OK(outcomes[3]);
  EXPECT_THAT(Write({BatchOf("4", {MakeWrite("e")}, lane)})[0],
              IsError(absl::StatusCode::kAborted, "before this one"));
}

TEST_F(GroupTest, BatchWhoseCallerHasGivenUpIsNotWritten) {
  Batch late = BatchOf("late", {MakeWrite("a")});
  late.deadline = absl::Now();
  std::vector<Batch> batches;
  batches.push_back(std::move(late));
  batches.push_back(BatchOf("2", {MakeWrite("b")}));
  const auto outcomes = Write(std::move(batches));
  EXPECT_THAT(outcomes[0], IsError(absl::StatusCode::kDeadlineExceeded, "turn"));
  ASSERT_OK(outcomes[1]);
  EXPECT_EQ(outcomes[1]->results(0).position(), 1);
}

}  // namespace
}  // namespace broadsheet::storage

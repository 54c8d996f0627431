#include "storage/write_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// A batch with one write for each of these articles.
Batch BatchOf(const std::string& request_id, const std::vector<std::string>& articles,
              std::shared_ptr<Lane> lane = nullptr) {
  v1::BatchWriteArticlesRequest request;
  request.set_request_id(request_id);
  for (const std::string& id : articles) *request.add_writes() = MakeWrite(id);
  Batch batch = *PrepareBatch(std::move(request));
  batch.lane = std::move(lane);
  return batch;
}

// A queue whose groups stay open until the test lets them go.
class WriteQueueTest : public ::testing::Test {
 protected:
  using Ids = std::vector<std::string>;

  ~WriteQueueTest() override { Release(1000); }

  WriteQueue& Start(const WriteQueue::Options& options) {
    queue_ = std::make_unique<WriteQueue>(
        options, [this](absl::Span<Batch* const> group) { return Hold(group); });
    return *queue_;
  }

  void Submit(Batch batch) {
    const std::string id = batch.request.request_id();
    EXPECT_OK(queue_->Submit(std::move(batch), [this, id](Outcome) {
      absl::MutexLock lock(&mutex_);
      answered_.push_back(id);
    }));
  }

  // The groups so far, when there are as many.
  std::vector<Ids> AwaitGroups(size_t count) {
    const auto is_there = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return groups_.size() >= count;
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&is_there));
    return groups_;
  }

  // Lets so many groups end.
  void Release(int count) {
    absl::MutexLock lock(&mutex_);
    released_ += count;
  }

  Ids AwaitAnswers(size_t count) {
    const auto is_there = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return answered_.size() >= count;
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&is_there));
    return answered_;
  }

 private:
  std::vector<Outcome> Hold(absl::Span<Batch* const> group) {
    Ids ids;
    for (const Batch* batch : group) ids.push_back(batch->request.request_id());
    const auto may_go = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return released_ > 0; };
    absl::MutexLock lock(&mutex_);
    groups_.push_back(ids);
    mutex_.Await(absl::Condition(&may_go));
    --released_;
    return std::vector<Outcome>(group.size(), v1::BatchWriteArticlesResponse());
  }

  absl::Mutex mutex_;
  std::vector<Ids> groups_ ABSL_GUARDED_BY(mutex_);
  Ids answered_ ABSL_GUARDED_BY(mutex_);
  int released_ ABSL_GUARDED_BY(mutex_) = 0;

 protected:
  std::unique_ptr<WriteQueue> queue_;
};

TEST_F(WriteQueueTest, WhatComesWhileTheWriterIsBusySharesAGroup) {
  Start({.writers = 1});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  Submit(BatchOf("3", {"c"}));
  Submit(BatchOf("4", {"b"}));
  Release(2);
  EXPECT_THAT(AwaitGroups(2), ElementsAre(Ids{"1"}, Ids{"2", "3", "4"}));
  EXPECT_THAT(AwaitAnswers(4), ElementsAre("1", "2", "3", "4"));
}

TEST_F(WriteQueueTest, GroupHoldsNoMoreThanItsBounds) {
  Start({.writers = 1, .max_group_writes = 3});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b", "c"}));
  Submit(BatchOf("3", {"d", "e"}));
  Submit(BatchOf("4", {"f", "g", "h", "i"}));
  Release(4);
  EXPECT_THAT(AwaitGroups(4), ElementsAre(Ids{"1"}, Ids{"2"}, Ids{"3"}, Ids{"4"}));
}

TEST_F(WriteQueueTest, ThirdGroupIsOpenedWhenItIsFull) {
  Start({.writers = 3, .min_overlap_writes = 1, .max_group_writes = 2});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  AwaitGroups(2);
  Submit(BatchOf("3", {"c"}));
  Submit(BatchOf("4", {"d"}));
  EXPECT_THAT(AwaitGroups(3), ElementsAre(Ids{"1"}, Ids{"2"}, Ids{"3", "4"}));
}

TEST_F(WriteQueueTest, SecondGroupIsOpenedWhenEnoughWaits) {
  Start({.writers = 2, .min_overlap_writes = 3});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  Submit(BatchOf("3", {"c"}));
  Submit(BatchOf("4", {"d"}));
  EXPECT_THAT(AwaitGroups(2), ElementsAre(Ids{"1"}, Ids{"2", "3", "4"}));
}

TEST_F(WriteQueueTest, FewWaitUntilTheOpenGroupEnds) {
  Start({.writers = 2, .min_overlap_writes = 3});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  Submit(BatchOf("3", {"c"}));
  Release(1);
  EXPECT_THAT(AwaitGroups(2), ElementsAre(Ids{"1"}, Ids{"2", "3"}));
}

TEST_F(WriteQueueTest, SameRequestTwiceIsInTwoGroups) {
  Start({.writers = 1});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("same", {"b"}));
  Submit(BatchOf("other", {"c"}));
  Submit(BatchOf("same", {"d"}));
  Release(2);
  EXPECT_THAT(AwaitGroups(3), ElementsAre(Ids{"1"}, Ids{"same", "other"}, Ids{"same"}));
}

TEST_F(WriteQueueTest, ArticleIsNeverInTwoOpenGroupsAndKeepsItsOrder) {
  Start({.writers = 2, .min_overlap_writes = 1});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"a", "b"}));
  // Has nothing in common with what is open, but is behind "2" for b.
  Submit(BatchOf("3", {"b"}));
  Submit(BatchOf("4", {"c"}));
  EXPECT_THAT(AwaitGroups(2), ElementsAre(Ids{"1"}, Ids{"4"}));
  Release(3);
  EXPECT_THAT(AwaitGroups(3), ElementsAre(Ids{"1"}, Ids{"4"}, Ids{"2", "3"}));
}

TEST_F(WriteQueueTest, RequestIdIsNeverInTwoOpenGroups) {
  Start({.writers = 2, .min_overlap_writes = 1});
  Submit(BatchOf("same", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("same", {"b"}));
  Submit(BatchOf("other", {"c"}));
  EXPECT_THAT(AwaitGroups(2), ElementsAre(Ids{"same"}, Ids{"other"}));
}

TEST_F(WriteQueueTest, LaneKeepsItsOrder) {
  Start({.writers = 3, .min_overlap_writes = 1});
  const auto lane = std::make_shared<Lane>();
  Submit(BatchOf("1", {"a"}, lane));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}, lane));
  Submit(BatchOf("3", {"c"}, lane));
  Submit(BatchOf("other", {"d"}, std::make_shared<Lane>()));
  EXPECT_THAT(AwaitGroups(2), ElementsAre(Ids{"1"}, Ids{"other"}));
  Release(3);
  EXPECT_THAT(AwaitGroups(3), ElementsAre(Ids{"1"}, Ids{"other"}, Ids{"2", "3"}));
  EXPECT_THAT(AwaitAnswers(4), UnorderedElementsAre("1", "other", "2", "3"));
}

TEST_F(WriteQueueTest, FullQueueAsksToComeBack) {
  WriteQueue& queue = Start({.writers = 1, .max_waiting = 2});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  Submit(BatchOf("3", {"c"}));
  EXPECT_EQ(queue.waiting(), 2u);
  EXPECT_THAT(queue.Submit(BatchOf("4", {"d"}), [](Outcome) { FAIL(); }),
              IsError(absl::StatusCode::kResourceExhausted, "2 batches"));
}

TEST_F(WriteQueueTest, BytesBoundWhatWaits) {
  WriteQueue& queue = Start({.writers = 1, .max_waiting_bytes = 10});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  // One may wait, however large it is.
  Submit(BatchOf("2", {"b"}));
  EXPECT_THAT(queue.Submit(BatchOf("3", {"c"}), [](Outcome) { FAIL(); }),
              IsError(absl::StatusCode::kResourceExhausted, "wait to be written"));
}

TEST_F(WriteQueueTest, StreamWaitsForRoom) {
  WriteQueue& queue = Start({.writers = 1, .max_waiting = 1});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  absl::Notification third_admitted;
  absl::Notification fourth_admitted;
  absl::Notification answered;
  queue.SubmitWhenRoom(
      BatchOf("3", {"c"}), [](Outcome) {}, [&] { third_admitted.Notify(); });
  queue.SubmitWhenRoom(
      BatchOf("4", {"d"}), [&](Outcome) { answered.Notify(); }, [&] { fourth_admitted.Notify(); });
  EXPECT_EQ(queue.waiting(), 1u);
  EXPECT_FALSE(third_admitted.HasBeenNotified());
  Release(1);
  third_admitted.WaitForNotification();
  EXPECT_FALSE(fourth_admitted.HasBeenNotified());
  Release(3);
  fourth_admitted.WaitForNotification();
  answered.WaitForNotification();
}

TEST_F(WriteQueueTest, EndWritesWhatWaits) {
  Start({.writers = 1});
  Submit(BatchOf("1", {"a"}));
  AwaitGroups(1);
  Submit(BatchOf("2", {"b"}));
  Release(2);
  queue_.reset();
  EXPECT_THAT(AwaitAnswers(2), ElementsAre("1", "2"));
}

}  // namespace
}  // namespace broadsheet::storage

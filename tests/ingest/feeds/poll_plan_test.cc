#include "ingest/feeds/poll_plan.h"

#include <gtest/gtest.h>

#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using Hub = v1::Feed::Hub;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr absl::Duration kSeldom = absl::Hours(6);

// A feed that was polled before, whose hub had agreed before that.
class PollPlanTest : public ::testing::Test {
 protected:
  PollPlanTest() {
    polled_.interval = absl::Minutes(30);
    end_.poll_time = kNow;
    *polled_.feed.mutable_last_success_time() = ToProto(kNow - absl::Hours(1));
    hub().set_uri("https://hub.example/");
    hub().set_state(Hub::STATE_ACTIVE);
    *hub().mutable_verify_time() = ToProto(kNow - absl::Hours(2));
    *hub().mutable_lease_end_time() = ToProto(kNow + absl::Hours(48));
  }

  Hub& hub() { return *polled_.feed.mutable_hub(); }

  HubVerdict Judge(bool found_news, bool was_told = false) {
    return end_.hub = JudgeHub(polled_, end_, found_news, was_told);
  }

  // How long until the next poll.
  absl::Duration Plan(bool found_news, absl::Duration hub_interval = kSeldom) {
    PlanNextPoll(found_news, absl::ZeroDuration(), hub_interval, &polled_, &end_);
    return end_.next_poll_time - kNow;
  }

  PolledFeed polled_;
  PollEnd end_;
};

TEST_F(PollPlanTest, FeedWhoseHubTellsIsPolledSeldom) {
  EXPECT_EQ(Judge(false), HubVerdict::kNone);
  EXPECT_EQ(Plan(false), kSeldom);
  EXPECT_EQ(polled_.interval, absl::Minutes(30)) << "polls do not see how often it changes";
}

TEST_F(PollPlanTest, AndOnceMoreWhenTheLeaseEnds) {
  *hub().mutable_lease_end_time() = ToProto(kNow + absl::Hours(2));
  EXPECT_EQ(Plan(false), absl::Hours(2));
  *hub().mutable_lease_end_time() = ToProto(kNow + absl::Minutes(1));
  EXPECT_EQ(Plan(false), absl::Minutes(30)) << "no more often than any";
}

TEST_F(PollPlanTest, AnIntervalOfACallersIsKept) {
  polled_.feed.mutable_poll_interval()->set_seconds(600);
  EXPECT_EQ(Plan(false), absl::Minutes(10));
}

TEST_F(PollPlanTest, HubThatHasNotToldIsNotReliedOn) {
  EXPECT_EQ(Judge(true), HubVerdict::kMissed);
  EXPECT_EQ(Plan(true), absl::Minutes(15));
}

TEST_F(PollPlanTest, WhatOnlyThePollCouldTakeInIsNoFaultOfTheHub) {
  EXPECT_EQ(Judge(true, /*was_told=*/true), HubVerdict::kNone);
  EXPECT_EQ(Plan(true), kSeldom);
}

TEST_F(PollPlanTest, WhatCameBeforeTheHubAgreedIsNone) {
  *hub().mutable_verify_time() = ToProto(kNow - absl::Minutes(5));
  EXPECT_EQ(Judge(true), HubVerdict::kNone);
  EXPECT_EQ(Plan(true), kSeldom);
}

TEST_F(PollPlanTest, NorWhatAFirstPollFinds) {
  polled_.feed.clear_last_success_time();
  EXPECT_EQ(Judge(true), HubVerdict::kNone);
}

TEST_F(PollPlanTest, SilentHubIsReliedOnAgainWhenItTellsAndNothingIsMissing) {
  hub().set_state(Hub::STATE_SILENT);
  *hub().mutable_miss_time() = ToProto(kNow - absl::Minutes(40));
  *hub().mutable_last_notification_time() = ToProto(kNow - absl::Minutes(50));
  EXPECT_EQ(Judge(false), HubVerdict::kNone);
  EXPECT_EQ(Plan(false), absl::Minutes(45));
  *hub().mutable_last_notification_time() = ToProto(kNow - absl::Minutes(10));
  EXPECT_EQ(Judge(true), HubVerdict::kMissed);
  EXPECT_EQ(Judge(false), HubVerdict::kTrusted);
  EXPECT_EQ(Plan(false), kSeldom);
}

TEST_F(PollPlanTest, HubThatDoesNotTellChangesNothing) {
  for (const Hub::State state : {Hub::STATE_UNSPECIFIED, Hub::STATE_REQUESTED, Hub::STATE_DENIED}) {
    hub().set_state(state);
    EXPECT_EQ(Judge(true), HubVerdict::kNone) << state;
    polled_.interval = absl::Minutes(30);
    EXPECT_EQ(Plan(true), absl::Minutes(15)) << state;
  }
}

TEST_F(PollPlanTest, NorOneWhoseLeaseHasEndedOrThatIsIgnored) {
  EXPECT_EQ(Plan(false, absl::ZeroDuration()), absl::Minutes(45)) << "hubs are off";
  polled_.interval = absl::Minutes(30);
  polled_.feed.set_ignore_hub(true);
  EXPECT_EQ(Plan(false), absl::Minutes(45));
  polled_.feed.set_ignore_hub(false);
  polled_.interval = absl::Minutes(30);
  *hub().mutable_lease_end_time() = ToProto(kNow - absl::Seconds(1));
  EXPECT_EQ(Judge(true), HubVerdict::kNone);
  EXPECT_EQ(Plan(false), absl::Minutes(45));
}

TEST_F(PollPlanTest, FailedPollSaysNothingOfTheHub) {
  end_.status = absl::UnavailableError("away");
  EXPECT_EQ(Judge(true), HubVerdict::kNone);
  EXPECT_EQ(Plan(false), absl::Minutes(5));
}

}  // namespace
}  // namespace broadsheet::ingest

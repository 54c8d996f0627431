#include "ingest/quarantine/attempts.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "absl/time/clock.h"
#include "common/metrics.h"
#include "common/rpc/status.h"
#include "common/status.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

constexpr char kSubject[] = "https://example.com/deadly";
constexpr postgres::Statement kForgetInstances = {"forget_instances", "DELETE FROM instance"};
constexpr postgres::Statement kADayLater = {
    "a_day_later", "UPDATE attempt SET begin_time = begin_time - interval '25 hours'"};

class AttemptsTest : public ::testing::Test {
 protected:
  AttemptsTest() { database_.Migrate("ingest", sql::kMigrations); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  // Of a process that says once that it lives.
  struct Process {
    explicit Process(postgres::Pool& pool)
        : attempts({.renew_every = absl::Hours(1)}, pool, metrics) {}

    Metrics metrics;
    Attempts attempts;
  };

  absl::Status Run(const postgres::Statement& statement) {
    return pool_->Transact(Soon(),
                           [&](postgres::Transaction& tx) { return tx.Run(statement).status(); });
  }

  // An attempt of a process that is gone as far as anybody can tell.
  std::optional<Attempt> Die(Process& process, const std::string& subject) {
    auto attempt = process.attempts.Begin(Soon(), subject, /*even_if_set_aside=*/true);
    EXPECT_OK(attempt);
    EXPECT_OK(Run(kForgetInstances));
    return std::optional<Attempt>(*std::move(attempt));
  }

  absl::Status Try(const std::string& subject, bool even_if_set_aside = false) {
    return here_.attempts.Begin(Soon(), subject, even_if_set_aside).status();
  }

  TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  Process here_{*pool_};
  Process first_{*pool_};
  Process second_{*pool_};
};

TEST_F(AttemptsTest, OneDeathIsSurvivedAndForgotten) {
  const auto dead = Die(first_, kSubject);
  EXPECT_OK(Try(kSubject));
  const auto again = Die(second_, kSubject);
  EXPECT_OK(Try(kSubject)) << "the first death no longer counts";
}

TEST_F(AttemptsTest, AfterTwoDeathsItIsTriedByHandOrAfterADay) {
  const auto dead = Die(first_, kSubject);
  const auto again = Die(second_, kSubject);
  const absl::Status refused = Try(kSubject);
  EXPECT_THAT(refused, IsError(absl::StatusCode::kFailedPrecondition, kSubject));
  EXPECT_EQ(Reason(refused), kSetAside);
  EXPECT_OK(Try("https://example.com/harmless"));
  ASSERT_OK(Run(kADayLater));
  EXPECT_OK(Try(kSubject));
}

TEST_F(AttemptsTest, ByHandItIsTriedAtOnceAndTakenUpAgain) {
  const auto dead = Die(first_, kSubject);
  const auto again = Die(second_, kSubject);
  EXPECT_OK(Try(kSubject, /*even_if_set_aside=*/true));
  EXPECT_OK(Try(kSubject));
}

TEST_F(AttemptsTest, ProcessThatOnlyStoodStillTakesItsDeathBack) {
  auto frozen = Die(first_, kSubject);
  auto again = Die(second_, kSubject);
  EXPECT_EQ(Reason(Try(kSubject)), kSetAside);
  frozen.reset();
  EXPECT_OK(Try(kSubject));
}

TEST_F(AttemptsTest, DeathCountsForWhatWasWorkedOnLast) {
  std::vector<Attempt> left;
  for (Process* process : {&first_, &second_}) {
    auto attempt = process->attempts.Begin(Soon(), "feeds/a", false);
    ASSERT_OK(attempt);
    ASSERT_OK(attempt->MoveTo(Soon(), kSubject));
    ASSERT_OK(Run(kForgetInstances));
    left.push_back(*std::move(attempt));
  }
  EXPECT_OK(Try("feeds/a"));
  auto attempt = here_.attempts.Begin(Soon(), "feeds/a", false);
  ASSERT_OK(attempt);
  EXPECT_EQ(Reason(attempt->MoveTo(Soon(), kSubject)), kSetAside);
}

TEST_F(AttemptsTest, FeedThatIsSetAsideIsNotDueAndSaysSo) {
  FeedRegistry registry(*pool_);
  FeedLeases leases(*pool_, absl::Seconds(30));
  v1::CreateFeedRequest request;
  request.mutable_feed()->set_uri("https://example.com/feed");
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, registry.Create(Soon(), request));
  ASSERT_OK(Run({"all_due", "UPDATE feed SET next_poll_time = now() - interval '1 hour'"}));
  const auto dead = Die(first_, feed.name());
  ASSERT_OK_AND_ASSIGN(const auto alone, leases.ClaimDue(Soon(), {.suspects = false}));
  EXPECT_FALSE(alone.has_value());
  const auto again = Die(second_, feed.name());
  ASSERT_OK_AND_ASSIGN(const auto due, leases.ClaimDue(Soon()));
  EXPECT_FALSE(due.has_value());
  v1::GetFeedRequest get;
  get.set_name(feed.name());
  ASSERT_OK_AND_ASSIGN(const v1::Feed shown, registry.Get(Soon(), get));
  EXPECT_EQ(shown.deaths(), 2);
  EXPECT_EQ(shown.next_poll_time().seconds(), shown.set_aside_until().seconds());
}

}  // namespace
}  // namespace broadsheet::ingest

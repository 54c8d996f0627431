#include "storage/recorder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "common/status.h"
#include "storage/epoch.h"
#include "storage/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

constexpr postgres::Statement kCountChanges{"count_changes", "SELECT count(*) FROM change"};
// Ends the first connection that commits a change, before its commit takes effect.
constexpr char kLoseFirstCommit[] = R"(
    SET search_path = storage;
    CREATE SEQUENCE commits;
    GRANT USAGE ON commits TO storage;
    CREATE FUNCTION lose_first_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('storage.commits') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER lose_first_commit AFTER INSERT ON change
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lose_first_commit())";

// Makes every commit wait, after it has taken effect, for a standby that there is
// not.
class AwaitNobody {
 public:
  explicit AwaitNobody(TestDatabase& database) : database_(database) { Set("nobody"); }
  ~AwaitNobody() { Set(""); }

  // Ends a connection that waits so.
  void EndOneThatWaits() {
    const auto session = *postgres::Session::Connect(database_.conninfo("storage"));
    constexpr postgres::Statement kEnd{
        "end_waiting",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"};
    while (session->Run(kEnd, {})->empty()) absl::SleepFor(absl::Milliseconds(1));
  }

 private:
  void Set(const std::string& names) {
    database_.RunAsSuperuser("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
    database_.RunAsSuperuser("SELECT pg_reload_conf()");
  }

  TestDatabase& database_;
};

class RecorderTest : public ::testing::Test {
 protected:
  RecorderTest() { database_.Migrate("storage", sql::kMigrations); }

  static absl::Time Deadline() { return absl::Now() + absl::Seconds(20); }

  absl::StatusOr<Recorder::Recorded> RecordCategory() {
    return recorder_.Record(Deadline(), [&](postgres::Transaction&, const Commit&) {
      ++runs_;
      Category category;
      category.set_name("categories/tech");
      return absl::StatusOr<std::vector<LogEntry>>({EntryOf(category)});
    });
  }

  int64_t Changes() { return pool_.Query(Deadline(), kCountChanges)->Int(0, 0); }

  TestDatabase database_;
  // Commits are answered when they would survive a crash.
  postgres::Pool pool_{{database_.conninfo("storage") + " options='-c synchronous_commit=on'", 4}};
  Head head_;
  Recorder recorder_{pool_, head_, *Clock::Real()};
  std::atomic<int> runs_ = 0;
};

TEST_F(RecorderTest, EntriesGetTheNextPositions) {
  ASSERT_OK_AND_ASSIGN(const Recorder::Recorded first, RecordCategory());
  ASSERT_OK_AND_ASSIGN(const Recorder::Recorded second, RecordCategory());
  EXPECT_EQ(first.first_position, 1);
  EXPECT_EQ(second.first_position, 2);
  EXPECT_EQ(second.read_after.position(), 2);
  EXPECT_NE(second.read_after.commit_id(), first.read_after.commit_id());
  EXPECT_EQ(head_.position(), 2);
}

TEST_F(RecorderTest, WithoutEntriesTheHeadIsAnswered) {
  ASSERT_OK_AND_ASSIGN(const Recorder::Recorded first, RecordCategory());
  ASSERT_OK_AND_ASSIGN(const Recorder::Recorded nothing,
                       recorder_.Record(Deadline(), [](postgres::Transaction&, const Commit&) {
                         return absl::StatusOr<std::vector<LogEntry>>(std::vector<LogEntry>());
                       }));
  EXPECT_EQ(nothing.first_position, 0);
  EXPECT_THAT(nothing.read_after, testing::EqualsProto(first.read_after.DebugString()));
}

TEST_F(RecorderTest, ErrorOfTheBodyWritesNothing) {
  EXPECT_THAT(recorder_.Record(Deadline(),
                               [](postgres::Transaction&,
                                  const Commit&) -> absl::StatusOr<std::vector<LogEntry>> {
                                 return absl::AbortedError("no");
                               }),
              IsError(absl::StatusCode::kAborted, "no"));
  EXPECT_EQ(Changes(), 0);
}

TEST_F(RecorderTest, WhoIsSecondWithAKeyRunsAgain) {
  constexpr postgres::Statement kTakeKey{
      "take_key",
      "INSERT INTO article_key (key_digest, article_id) VALUES ('key', gen_random_uuid())"};
  int runs = 0;
  ASSERT_OK(recorder_.Record(Deadline(), [&](postgres::Transaction& tx, const Commit&) {
    if (++runs == 1) {
      EXPECT_OK(pool_.Transact(
          Deadline(), [&](postgres::Transaction& other) { return other.Run(kTakeKey).status(); }));
      tx.Defer(kTakeKey);
    }
    return absl::StatusOr<std::vector<LogEntry>>({EntryOf(Category())});
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Changes(), 1);
}

TEST_F(RecorderTest, CommitLostBeforeItTookEffectIsDoneAgain) {
  database_.RunAsSuperuser(kLoseFirstCommit);
  ASSERT_OK_AND_ASSIGN(const Recorder::Recorded recorded, RecordCategory());
  EXPECT_EQ(recorded.first_position, 1);
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(Changes(), 1);
}

TEST_F(RecorderTest, CommitWhoseAnswerWasLostIsNotDoneAgain) {
  ASSERT_OK(NoticeEpoch(pool_, Deadline()));
  AwaitNobody nobody(database_);
  std::atomic<bool> lost = false;
  std::thread end([&] {
    nobody.EndOneThatWaits();
    lost = true;
  });
  // The first may commit before PostgreSQL has heard of the standby.
  int records = 0;
  for (; !lost; ++records) {
    const auto recorded = RecordCategory();
    EXPECT_OK(recorded);
    EXPECT_EQ(recorded.ok() ? recorded->first_position : 0, records + 1);
  }
  end.join();
  EXPECT_EQ(runs_, records);
  EXPECT_EQ(Changes(), records);
}

}  // namespace
}  // namespace broadsheet::storage

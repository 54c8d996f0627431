#include "common/postgres/pool.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::postgres {
namespace {

using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

constexpr Migration kMigrations[] = {
    {1, 1, "0001_word",
     "CREATE TABLE word (id bigint PRIMARY KEY, text text, raw bytea, at timestamptz, tags "
     "text[])"},
};
constexpr Statement kInsert{
    "insert_word", "INSERT INTO word (id, text, raw, at, tags) VALUES ($1, $2, $3, $4, $5)"};
constexpr Statement kSelect{"select_words", "SELECT id, text, raw, at, tags FROM word ORDER BY id"};
constexpr Statement kSleep{"sleep", "SELECT pg_sleep(10)"};
constexpr Statement kKillOthers{"kill_others",
                                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                                "WHERE usename = 'storage' AND pid <> pg_backend_pid()"};

class PoolTest : public ::testing::Test {
 protected:
  PoolTest() { database_.Migrate("storage", kMigrations); }

  absl::Time Deadline() { return absl::Now() + absl::Seconds(20); }

  absl::Status Insert(Transaction& tx, int64_t id) {
    return tx.Run(kInsert, Params().Int(id).Text("w").Null().Null().Null()).status();
  }

  void Defer(Transaction& tx, int64_t id) {
    tx.Defer(kInsert, Params().Int(id).Text("w").Null().Null().Null());
  }

  int Count() {
    auto rows = pool_->Query(Deadline(), kSelect);
    return rows.ok() ? rows->size() : -1;
  }

  TestDatabase database_;
  std::unique_ptr<Pool> pool_ = database_.NewPool("storage", 2);
};

TEST_F(PoolTest, NulByteInAParameterIsRefusedNotCut) {
  const std::string text("ab\0c", 4);
  const absl::Status status = pool_->Transact(Deadline(), [&](Transaction& tx) {
    return tx.Run(kInsert, Params().Int(1).Text(text).Null().Null().Null()).status();
  });
  EXPECT_THAT(status, IsError(absl::StatusCode::kInvalidArgument,
                              "insert_word: parameter $2 has a NUL byte at offset 2"));
  EXPECT_EQ(Reason(status), "NUL_BYTE");
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, ErrorOfTheBodyRollsBack) {
  EXPECT_THAT(pool_->Transact(Deadline(),
                              [&](Transaction& tx) -> absl::Status {
                                EXPECT_OK(Insert(tx, 1));
                                return absl::NotFoundError("no such word");
                              }),
              IsError(absl::StatusCode::kNotFound, "no such word"));
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, WhatIsPutOffRunsBeforeTheNextStatement) {
  EXPECT_OK(pool_->Transact(Deadline(), [&](Transaction& tx) -> absl::Status {
    Defer(tx, 1);
    Defer(tx, 2);
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(kSelect));
    EXPECT_EQ(rows.size(), 2);
    return absl::OkStatus();
  }));
  EXPECT_EQ(Count(), 2);
}

TEST_F(PoolTest, WhatIsPutOffRunsBeforeTheCommit) {
  EXPECT_OK(pool_->Transact(Deadline(), [&](Transaction& tx) {
    Defer(tx, 1);
    return absl::OkStatus();
  }));
  EXPECT_EQ(Count(), 1);
}

TEST_F(PoolTest, ErrorOfTheBodyForgetsWhatWasPutOff) {
  EXPECT_FALSE(pool_
                   ->Transact(Deadline(),
                              [&](Transaction& tx) {
                                Defer(tx, 1);
                                return absl::NotFoundError("no such word");
                              })
                   .ok());
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, NothingRunsBehindAnError) {
  constexpr Statement kNextNumber{"next_number", "SELECT nextval('storage.number')"};
  database_.RunAsSuperuser(
      "CREATE SEQUENCE storage.number; GRANT USAGE ON SEQUENCE storage.number TO storage");
  const absl::Status status = pool_->Transact(Deadline(), [&](Transaction& tx) {
    Defer(tx, 1);
    Defer(tx, 1);
    return tx.Run(kNextNumber).status();
  });
  EXPECT_THAT(status, IsError(absl::StatusCode::kAlreadyExists, "insert_word"));
  EXPECT_EQ(Count(), 0);
  // A sequence would have moved on, whatever became of the transaction.
  EXPECT_EQ(pool_->Query(Deadline(), kNextNumber)->Int(0, 0), 1);
}

TEST_F(PoolTest, WhatHasFailedIsNotCommitted) {
  EXPECT_THAT(pool_->Transact(Deadline(),
                              [&](Transaction& tx) {
                                EXPECT_OK(Insert(tx, 1));
                                EXPECT_FALSE(Insert(tx, 1).ok());
                                return absl::OkStatus();
                              }),
              IsError(absl::StatusCode::kInternal, "after it failed"));
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, WhatWasEndedBeforeItsCommitIsNotInDoubt) {
  EXPECT_THAT(pool_->Transact(Deadline(),
                              [&](Transaction& tx) {
                                Defer(tx, 1);
                                tx.Defer({"end", "SELECT pg_terminate_backend(pg_backend_pid())"});
                                return absl::OkStatus();
                              }),
              IsError(absl::StatusCode::kUnavailable, "end: "));
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, DuplicateKeyIsAlreadyExists) {
  const absl::Status status = pool_->Transact(Deadline(), [&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(Insert(tx, 1));
    return Insert(tx, 1);
  });
  EXPECT_THAT(status, IsError(absl::StatusCode::kAlreadyExists, "insert_word"));
  EXPECT_EQ(Reason(status), "UNIQUE_VIOLATION");
}

TEST_F(PoolTest, DeadlineStopsTheStatement) {
  EXPECT_THAT(pool_->Query(absl::Now() + absl::Milliseconds(500), kSleep),
              IsError(absl::StatusCode::kDeadlineExceeded, "sleep"));
}

TEST_F(PoolTest, DeadlineBoundsTheWaitForAConnection) {
  auto one = database_.NewPool("storage", 1);
  ASSERT_OK(one->Transact(Deadline(), [&](Transaction&) {
    EXPECT_THAT(one->Query(absl::Now() + absl::Milliseconds(20), kSelect),
                IsError(absl::StatusCode::kDeadlineExceeded, "all 1 database connections"));
    return absl::OkStatus();
  }));
}

TEST_F(PoolTest, ConnectionsThatDiedIdleAreReplacedUnnoticed) {
  EXPECT_EQ(Count(), 0);
  auto other = database_.NewPool("storage", 1);
  ASSERT_OK(other->Query(Deadline(), kKillOthers));
  EXPECT_OK(pool_->Transact(Deadline(), [&](Transaction& tx) { return Insert(tx, 1); }));
  EXPECT_EQ(Count(), 1);
}

TEST_F(PoolTest, SerializationFailureRunsTheBodyAgain) {
  constexpr Statement kFail{"fail",
                            "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"};
  int runs = 0;
  EXPECT_OK(pool_->Transact(Deadline(), [&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(Insert(tx, 1));
    return ++runs < 3 ? tx.Run(kFail).status() : absl::OkStatus();
  }));
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(Count(), 1);
}

TEST_F(PoolTest, NoPostgresIsUnavailable) {
  Pool away({"host=/nowhere dbname=none", 1});
  EXPECT_THAT(away.Query(Deadline(), kSelect), IsError(absl::StatusCode::kUnavailable, "/nowhere"));
}

}  // namespace
}  // namespace broadsheet::postgres

#include "common/postgres/migration.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::postgres {
namespace {

using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

constexpr Migration kMigrations[] = {{1, 1, "0001_word", "CREATE TABLE word (id bigint)"}};

TEST(MigrationTest, SchemaOfEachServiceIsClosedToTheOthers) {
  TestDatabase database;
  database.Migrate("storage", kMigrations);
  constexpr Statement kPeek{"peek", "SELECT count(*) FROM storage.word"};
  for (const char* role : {"ingest", "query", "ingest_owner", "query_owner"}) {
    EXPECT_THAT(database.NewPool(role)->Query(absl::Now() + absl::Seconds(5), kPeek),
                IsError(absl::StatusCode::kInternal, "permission denied"))
        << role;
  }
}

TEST(MigrationTest, ServiceCannotChangeItsSchema) {
  TestDatabase database;
  database.Migrate("storage", kMigrations);
  constexpr Statement kDrop{"drop", "DROP TABLE word"};
  EXPECT_THAT(database.NewPool("storage")->Query(absl::Now() + absl::Seconds(5), kDrop),
              IsError(absl::StatusCode::kInternal, "must be owner"));
}

TEST(MigrationTest, AppliesOnceAndAdmitsOnlyWhoItSays) {
  constexpr Migration kNext[] = {kMigrations[0],
                                 {2, 2, "0002_sense", "CREATE TABLE sense (id bigint)"}};
  TestDatabase database;
  const std::string owner = database.conninfo("storage_owner");
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  auto pool = database.NewPool("storage");
  EXPECT_THAT(CheckSchema(*pool, deadline, kMigrations),
              IsError(absl::StatusCode::kUnavailable, "schema can't be read"));
  EXPECT_EQ(*Migrate(owner, "storage", kMigrations), 1);
  EXPECT_EQ(*Migrate(owner, "storage", kMigrations), 0);
  EXPECT_OK(CheckSchema(*pool, deadline, kMigrations));
  EXPECT_THAT(CheckSchema(*pool, deadline, kNext),
              IsError(absl::StatusCode::kUnavailable, "run it with --migrate"));
  EXPECT_EQ(*Migrate(owner, "storage", kNext), 1);
  EXPECT_THAT(CheckSchema(*pool, deadline, kMigrations),
              IsError(absl::StatusCode::kFailedPrecondition, "admits binaries from 2 on"));
  EXPECT_THAT(Migrate(owner, "storage", kMigrations),
              IsError(absl::StatusCode::kFailedPrecondition, "newer"));
}

}  // namespace
}  // namespace broadsheet::postgres

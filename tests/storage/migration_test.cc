// What the migrations make of a record that was there before them.
#include <gtest/gtest.h>

#include "common/sha256.h"
#include "storage/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::storage {
namespace {

TEST(MigrationTest, PathsAreKnownByTheirDigests) {
  testing::TestDatabase database;
  const absl::Span<const postgres::Migration> all = sql::kMigrations;
  database.Migrate("storage", all.subspan(0, 1));
  const auto session = *postgres::Session::Connect(database.conninfo("storage_owner"));
  ASSERT_OK(
      session->RunScript("SET search_path = storage; INSERT INTO article_path (path, article_id) "
                         "VALUES ('2026/03/01/bücher', '018f3c2e-7b1a-7c3d-9e4f-0123456789ab')"));
  database.Migrate("storage", all);
  ASSERT_OK_AND_ASSIGN(const auto rows,
                       session->Run({"paths", "SELECT path_digest FROM article_path"}, {}));
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows.Bytes(0, 0), Sha256("2026/03/01/bücher"));
}

}  // namespace
}  // namespace broadsheet::storage

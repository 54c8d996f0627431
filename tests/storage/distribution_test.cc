// The schema can be distributed as deploy/postgres/citus.sql does it: what Citus
// asks of it, read from PostgreSQL's catalog.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr postgres::Statement kTables{
    "tables", "SELECT tablename::text FROM pg_tables WHERE schemaname = 'storage'"};
constexpr postgres::Statement kHasColumn{"has_column",
                                         "SELECT attname::text FROM pg_attribute WHERE attrelid = "
                                         "('storage.' || $1)::regclass AND attname = $2"};
constexpr postgres::Statement kUniqueIndexesWithout{"unique_indexes_without", R"(
    SELECT i.indexrelid::regclass::text
    FROM pg_index AS i
    WHERE i.indrelid = ('storage.' || $1)::regclass AND i.indisunique AND NOT EXISTS (
      SELECT FROM pg_attribute AS a
      WHERE a.attrelid = i.indrelid AND a.attname = $2
        AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
    ORDER BY 1)"};
constexpr postgres::Statement kForeignKeys{"foreign_keys", R"(
    SELECT conname::text FROM pg_constraint
    WHERE contype = 'f' AND 'storage'::regnamespace = connamespace
    ORDER BY 1)"};

// The column by which citus.sql distributes each table.
std::map<std::string, std::string> Distributed() {
  std::ifstream in(BROADSHEET_SOURCE_DIR "/deploy/postgres/citus.sql");
  std::map<std::string, std::string> column_by_table;
  for (std::string line; std::getline(in, line);) {
    if (!absl::StartsWith(line, "SELECT create_distributed_table(")) continue;
    const std::vector<std::string> quoted = absl::StrSplit(line, '\'');
    column_by_table[std::string(absl::StripPrefix(quoted.at(1), "storage."))] = quoted.at(3);
  }
  return column_by_table;
}

class DistributionTest : public ::testing::Test {
 protected:
  DistributionTest() {
    database_.Migrate("storage", sql::kMigrations);
    session_ = *postgres::Session::Connect(database_.conninfo("storage_owner"));
  }

  std::vector<std::string> Names(const postgres::Statement& statement, const Params& params = {}) {
    const auto rows = session_->Run(statement, params);
    if (!rows.ok()) return {rows.status().ToString()};
    std::vector<std::string> names;
    for (int i = 0; i < rows->size(); ++i) names.push_back(rows->String(i, 0));
    return names;
  }

  // Unique indexes that Citus could not check on one node.
  std::vector<std::string> UniqueAcrossNodes() {
    std::vector<std::string> found;
    for (const auto& [table, column] : Distributed()) {
      const auto names = Names(kUniqueIndexesWithout, Params().Text(table).Text(column));
      found.insert(found.end(), names.begin(), names.end());
    }
    return found;
  }

  testing::TestDatabase database_;
  std::unique_ptr<postgres::Session> session_;
};

TEST_F(DistributionTest, EveryTableIsDistributedOrMeantToStay) {
  std::set<std::string> tables = {"category",   "change",         "epoch",
                                  "log_commit", "request_ledger", "migration"};
  for (const auto& [table, column] : Distributed()) {
    EXPECT_TRUE(tables.insert(table).second) << table;
    EXPECT_THAT(Names(kHasColumn, Params().Text(table).Text(column)), ElementsAre(column)) << table;
  }
  const std::vector<std::string> there = Names(kTables);
  EXPECT_EQ(std::set<std::string>(there.begin(), there.end()), tables);
}

TEST_F(DistributionTest, UniqueIndexesContainTheDistributionColumn) {
  EXPECT_THAT(UniqueAcrossNodes(), IsEmpty());
}

TEST_F(DistributionTest, UniqueIndexWithoutTheColumnWouldBeFound) {
  ASSERT_OK(session_->RunScript(
      "CREATE UNIQUE INDEX across ON revision (commit_id, commit_ordinal) INCLUDE (article_id)"));
  EXPECT_THAT(UniqueAcrossNodes(), ElementsAre("across"));
}

TEST_F(DistributionTest, NoForeignKeyCrossesTables) { EXPECT_THAT(Names(kForeignKeys), IsEmpty()); }

}  // namespace
}  // namespace broadsheet::storage

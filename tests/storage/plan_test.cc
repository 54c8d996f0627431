// Hot statements read by index, also with plans that PostgreSQL made and kept
// while the tables were empty.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;

constexpr char kId[] = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
// After five, PostgreSQL may keep a plan.
constexpr int kRuns = 7;

class PlanTest : public ::testing::Test {
 protected:
  PlanTest() {
    database_.Migrate("storage", sql::kMigrations);
    session_ = *postgres::Session::Connect(database_.conninfo("storage"));
  }

  // The plan that is kept for a statement; `arguments` as in EXECUTE.
  std::string PlanOf(const postgres::Statement& statement, const Params& params,
                     const std::string& arguments) {
    for (int i = 0; i < kRuns; ++i) EXPECT_OK(session_->Run(statement, params));
    const std::string explain = absl::StrCat("EXPLAIN EXECUTE ", statement.name, arguments);
    const auto rows = session_->Run({"explain", explain.c_str()}, {});
    if (!rows.ok()) return rows.status().ToString();
    std::string plan;
    for (int i = 0; i < rows->size(); ++i) absl::StrAppend(&plan, rows->String(i, 0), "\n");
    return plan;
  }

  testing::TestDatabase database_;
  std::unique_ptr<postgres::Session> session_;
};

MATCHER(ReadsByIndex, "") {
  return arg.find("Index") != std::string::npos && arg.find("Seq Scan") == std::string::npos;
}

TEST_F(PlanTest, ListChanges) {
  EXPECT_THAT(
      PlanOf(sql::kListChanges, Params().Int(0).Int(1000).Int(1 << 20), "(0, 1000, 1048576)"),
      ReadsByIndex());
}

TEST_F(PlanTest, Head) { EXPECT_THAT(PlanOf(sql::kGetHead, {}, ""), ReadsByIndex()); }

TEST_F(PlanTest, GetArticle) {
  EXPECT_THAT(PlanOf(sql::kGetArticle, Params().Text(kId), absl::StrCat("('", kId, "')")),
              ReadsByIndex());
}

TEST_F(PlanTest, BatchGetArticles) {
  EXPECT_THAT(PlanOf(sql::kBatchGetArticles, Params().UuidArray({kId}).Int(1 << 20),
                     absl::StrCat("('{", kId, "}', 1048576)")),
              ReadsByIndex());
}

TEST_F(PlanTest, ListRevisions) {
  EXPECT_THAT(PlanOf(sql::kListRevisions, Params().Text(kId).Int(100).Int(20),
                     absl::StrCat("('", kId, "', 100, 20)")),
              ReadsByIndex());
}

TEST_F(PlanTest, FindArticlesOfSource) {
  EXPECT_THAT(PlanOf(sql::kFindArticlesOfSource, Params().Int(7).Text(kId).Int(200),
                     absl::StrCat("(7, '", kId, "', 200)")),
              ReadsByIndex());
}

}  // namespace
}  // namespace broadsheet::storage

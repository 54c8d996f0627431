#include "query/archive_projection.h"

#include <chrono>
#include <deque>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "query/archive.h"
#include "query/sql.h"
#include "query/terms.h"
#include "query/test_articles.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::query {
namespace {

using postgres::Params;
using postgres::Rows;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ArchiveProjectionTest : public ::testing::Test {
 protected:
  ArchiveProjectionTest() { database_.Migrate("query", sql::kMigrations); }

  // Applies changes behind `cursor_`, which moves.
  absl::Status Apply(std::vector<storage::v1::Change> changes) {
    std::vector<const storage::v1::Change*> pointers;
    int64_t position = cursor_.position();
    for (auto& change : changes) {
      change.mutable_cursor()->set_position(++position);
      pointers.push_back(&change);
    }
    Batch batch{pointers, cursor_, cursor_, true};
    batch.to.set_position(cursor_.position() + static_cast<int64_t>(changes.size()));
    batch.to.set_commit_id(std::string(16, 'c'));
    ASSIGN_OR_RETURN(cursor_, projection_.Apply(batch));
    return absl::OkStatus();
  }

  static storage::v1::Change ChangeOf(const article::v1::Article& article) {
    storage::v1::Change change;
    *change.mutable_article()->mutable_revision()->mutable_snapshot() = article;
    return change;
  }

  // The first column of a statement's rows, as the schema's owner, one a line.
  std::string Lines(const char* name, const std::string& sql, const Params& params = {}) {
    const auto rows = owner_->Query(absl::Now() + absl::Seconds(30), {name, sql.c_str()}, params);
    EXPECT_OK(rows);
    std::string lines;
    for (int row = 0; rows.ok() && row < rows->size(); ++row) {
      absl::StrAppend(&lines, rows->String(row, 0), "\n");
    }
    return lines;
  }

  void WriteThousands() {
    for (int n = 0; n < 6000; n += 500) {
      std::vector<storage::v1::Change> changes;
      for (int i = n; i < n + 500; ++i) {
        changes.push_back(ChangeOf(ArticleOf(
            i, absl::StrCat("tags: 't", i % 7, "' categories: 'categories/c", i % 11,
                            "' language_code: 'en' mentions { entity: 'm", i % 5, "' }"))));
      }
      ASSERT_OK(Apply(changes));
    }
    ASSERT_OK(owner_->Transact(absl::Now() + absl::Seconds(30), [](postgres::Transaction& tx) {
      constexpr postgres::Statement kAnalyze{"analyze",
                                             "ANALYZE posting, article, term_count, list_change"};
      return tx.Run(kAnalyze).status();
    }));
  }

  testing::TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("query");
  std::unique_ptr<postgres::Pool> owner_ = database_.NewPool("query_owner");
  ArchiveProjection projection_{*pool_};
  article::v1::Cursor cursor_;
};

TEST_F(ArchiveProjectionTest, CursorIsThatOfTheLastBatch) {
  ASSERT_OK(Apply({ChangeOf(ArticleOf(1)), ChangeOf(ArticleOf(2))}));
  ASSERT_OK_AND_ASSIGN(const article::v1::Cursor cursor, projection_.Restart());
  EXPECT_EQ(cursor.SerializeAsString(), cursor_.SerializeAsString());
}

TEST_F(ArchiveProjectionTest, BatchThatDoesNotFollowTheCursorIsRefused) {
  ASSERT_OK(Apply({ChangeOf(ArticleOf(1))}));
  cursor_ = {};
  const absl::Status status = Apply({ChangeOf(ArticleOf(2))});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Reason(status), "APPLIED_ELSEWHERE");
  EXPECT_EQ(Lines("count", "SELECT count(*)::text FROM article"), "1\n");
}

TEST_F(ArchiveProjectionTest, LastRevisionInABatchCountsAndAllPathsStay) {
  ASSERT_OK(Apply({ChangeOf(ArticleOf(1, "tags: 'a' path: 'p/1'")),
                   ChangeOf(ArticleOf(1, "revision: 2 tags: 'b' path: 'p/2'"))}));
  EXPECT_EQ(Lines("terms", "SELECT term FROM posting ORDER BY term"), "*\nd:2026-09\nt:b\n");
  EXPECT_EQ(Lines("paths", "SELECT path FROM article_path ORDER BY path"), "p/1\np/2\n");
}

TEST_F(ArchiveProjectionTest, CountsFollowThePostings) {
  ASSERT_OK(Apply({ChangeOf(ArticleOf(1, "tags: 'a'")), ChangeOf(ArticleOf(2, "tags: 'a'"))}));
  ASSERT_OK(Apply({ChangeOf(ArticleOf(1, "revision: 2 tags: 'b'")),
                   ChangeOf(ArticleOf(2, "revision: 2 delete_time { seconds: 1 }"))}));
  EXPECT_EQ(Lines("counts", "SELECT term || ' ' || article_count FROM term_count ORDER BY term"),
            "* 1\nd:2026-09 1\nt:b 1\n");
}

TEST_F(ArchiveProjectionTest, ResetLeavesNothing) {
  ASSERT_OK(Apply({ChangeOf(ArticleOf(1))}));
  ASSERT_OK(projection_.Reset());
  EXPECT_EQ(Lines("count", "SELECT count(*)::text FROM article"), "0\n");
  ASSERT_OK_AND_ASSIGN(const article::v1::Cursor cursor, projection_.Restart());
  EXPECT_EQ(cursor.SerializeAsString(), "");
}

TEST_F(ArchiveProjectionTest, ListOfOneTermReadsItsIndexAndNothingElse) {
  WriteThousands();
  const std::string plan = Lines("explain_term", absl::StrCat("EXPLAIN ", sql::kListTerm.sql),
                                 Params()
                                     .Text("c:c3")
                                     .Time(absl::InfiniteFuture())
                                     .Text(IdOfNumber(999999))
                                     .Time(absl::InfinitePast())
                                     .Int(11)
                                     .Bool(false)
                                     .Int(3 << 20));
  EXPECT_THAT(plan, HasSubstr("Index Only Scan Backward using posting_pkey"));
  EXPECT_THAT(plan, HasSubstr("Index Scan using article_pkey"));
  // Of terms there are too few for an index.
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on posting")));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on article")));
  EXPECT_THAT(plan, Not(HasSubstr("Sort")));
}

TEST_F(ArchiveProjectionTest, OldestOfOneTermAreReadFromTheIndexToo) {
  WriteThousands();
  const std::string plan =
      Lines("explain_term_oldest", absl::StrCat("EXPLAIN ", sql::kListTermOldest.sql),
            Params()
                .Text("c:c3")
                .Time(absl::InfinitePast())
                .Text(IdOfNumber(0))
                .Time(absl::InfiniteFuture())
                .Int(11)
                .Bool(false)
                .Int(3 << 20));
  EXPECT_THAT(plan, HasSubstr("Index Only Scan using posting_pkey"));
  // Of terms there are too few for an index.
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on posting")));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on article")));
  EXPECT_THAT(plan, Not(HasSubstr("Sort")));
}

TEST_F(ArchiveProjectionTest, FilteredListReadsIndexesOnly) {
  WriteThousands();
  const std::string plan =
      Lines("explain_filtered", absl::StrCat("EXPLAIN ", sql::kListFiltered.sql),
            Params()
                .TextArray({"c:c3", "c:c4"})
                .Time(absl::InfiniteFuture())
                .Text(IdOfNumber(999999))
                .Time(absl::InfinitePast())
                .Int(11)
                .Bool(false)
                .Int(3 << 20)
                .TextArray({"t:t1", "t:t2"})
                .Null()
                .Null()
                .Null()
                .TextArray({"m:m1"}));
  EXPECT_THAT(plan, HasSubstr("using posting_pkey"));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on posting")));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on article")));
}

// Compiled (JIT), it would take seconds.
TEST_F(ArchiveProjectionTest, ListChangesAreReadByTheirKeyAndAtOnce) {
  WriteThousands();
  const std::string plan =
      Lines("explain_changes", absl::StrCat("EXPLAIN ", sql::kReadListChanges.sql),
            Params().Int(0).Int(0).Int(500).Int(1 << 20));
  EXPECT_THAT(plan, HasSubstr("using list_change_pkey"));
  EXPECT_THAT(plan, Not(HasSubstr("JIT")));
}

TEST_F(ArchiveProjectionTest, DeepPageReadsAsLittleAsTheFirst) {
  WriteThousands();
  const auto blocks = [&](const char* name, absl::Time before) {
    const std::string plan = Lines(
        name,
        absl::StrCat("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) ", sql::kListTerm.sql),
        Params()
            .Text(kEveryArticle)
            .Time(before)
            .Text(IdOfNumber(0))
            .Time(absl::InfinitePast())
            .Int(11)
            .Bool(false)
            .Int(3 << 20));
    const size_t at = plan.find("shared hit=");
    return at == std::string::npos ? -1 : std::stoi(plan.substr(at + 11));
  };
  const int first = blocks("first_page", absl::InfiniteFuture());
  const int deep = blocks("deep_page", absl::FromUnixSeconds(1'790'000'000 + 60 * 20));
  EXPECT_GT(first, 0);
  EXPECT_LE(deep, first + 10);
}

}  // namespace
}  // namespace broadsheet::query

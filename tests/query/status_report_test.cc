#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

class StatusReportTest : public QueryFixture {};

TEST_F(StatusReportTest, TellsArticlesAndHowFarEachProjectionIs) {
  storage_.Write(ArticleOf(1));
  storage_.Write(ArticleOf(2));
  storage_.Write(ArticleOf(3));
  storage_.Write(ArticleOf(3, "revision: 2 delete_time { seconds: 5 }"));
  EXPECT_OK(List(""));  // both projections have followed
  EXPECT_OK(Search("query: 'headline'"));
  ASSERT_OK_AND_ASSIGN(const auto status,
                       Do(&v1::QueryService::Stub::GetStatus, v1::GetStatusRequest()));
  EXPECT_EQ(status.article_count(), 2);
  EXPECT_EQ(status.head().position(), 4);
  EXPECT_EQ(status.server().version(), "0.1.0");
  ASSERT_EQ(status.projections_size(), 2);
  EXPECT_EQ(status.projections(0).name(), "archive");
  EXPECT_EQ(status.projections(1).name(), "search");
  for (const v1::ProjectionStatus& projection : status.projections()) {
    EXPECT_EQ(projection.cursor().position(), 4) << projection.name();
    EXPECT_EQ(projection.changes_behind(), 0) << projection.name();
    EXPECT_FALSE(projection.building()) << projection.name();
  }
}

}  // namespace
}  // namespace broadsheet::query

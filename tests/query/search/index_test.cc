#include "query/search/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "query/search/index_contents.h"
#include "query/search/vocabulary.h"
#include "query/test_articles.h"
#include "support/matchers.h"
#include "support/temporary_directory.h"

namespace broadsheet::query {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

class IndexTest : public ::testing::Test {
 protected:
  // A log in which articles are new, change, and are deleted, with names and categories.
  IndexTest() {
    for (int i = 0; i < 900; ++i) {
      const int n = i % 3 == 2 ? i / 2 : i;
      const std::string gone = i % 7 == 6 ? "delete_time { seconds: 1 } " : "";
      article::v1::Article article =
          ArticleOf(n, absl::StrCat(gone, "title: 'Number ", n, " changed by ", i,
                                    "' mentions { entity: 'place-", n % 5,
                                    "' surface_form: 'Place of ", i % 11, "' count: 1 }"));
      auto& revision = *Next().mutable_article()->mutable_revision();
      revision.mutable_snapshot()->Swap(&article);
      if (i % 100 == 0) {
        *Next().mutable_category() = CategoryOf("tech", i == 800 ? "" : "news");
      }
    }
  }

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  storage::v1::Change& Next() {
    storage::v1::Change& change = log_.emplace_back();
    change.mutable_cursor()->set_position(static_cast<int64_t>(log_.size()));
    return change;
  }

  std::unique_ptr<SearchIndex> Open(const std::string& name) const {
    auto index = SearchIndex::Open(Path(name), {});
    EXPECT_OK(index);
    return *std::move(index);
  }

  // Has the index apply the log up to `end` in pages, as its projector does, from where it is.
  absl::Status Follow(SearchIndex& index, size_t page, size_t end) const {
    auto from = index.Restart();
    if (!from.ok()) return from.status();
    Batch batch;
    batch.to = *from;
    for (auto at = static_cast<size_t>(from->position()); at < end && !batch.at_head;) {
      std::vector<const storage::v1::Change*> changes;
      while (at < end && changes.size() < page) changes.push_back(&log_[at++]);
      batch.changes = changes;
      batch.from = batch.to;
      batch.to = changes.back()->cursor();
      batch.at_head = at == log_.size();
      if (auto seen = index.Apply(batch); !seen.ok()) return seen.status();
    }
    return absl::OkStatus();
  }

  // What the log comes to where an index follows it without being built beside.
  std::vector<std::string> Expected() {
    const auto index = Open("plain");
    EXPECT_OK(Follow(*index, log_.size(), log_.size()));
    return IndexContents(Path("plain"));
  }

  const testing::TemporaryDirectory directory_;
  std::vector<storage::v1::Change> log_;
};

TEST_F(IndexTest, BuildsFromNothingWhatItWouldHaveFollowed) {
  const std::vector<std::string> expected = Expected();
  ASSERT_THAT(expected, Not(IsEmpty()));
  // One segment; as many as are merged at once; many more.
  for (const size_t page : {500, 70, 9}) {
    const std::string name = absl::StrCat("built-", page);
    const auto index = Open(name);
    ASSERT_OK(Follow(*index, page, log_.size()));
    EXPECT_TRUE(index->is_built());
    EXPECT_EQ(IndexContents(Path(name)), expected) << page;
    EXPECT_EQ((*index->Restart()).position(), static_cast<int64_t>(log_.size()));
    EXPECT_FALSE(std::filesystem::exists(Path(name) + ".building"));
  }
}

TEST_F(IndexTest, GoesOnWithWhatWasBuiltBeforeAKill) {
  for (const size_t end : {200, 555, 800}) {
    const auto index = Open("built");
    ASSERT_OK(Follow(*index, 9, end));
    EXPECT_FALSE(index->is_built());
  }
  // What a kill leaves of a segment, and one behind a gap.
  std::filesystem::create_directories(Path("built.building/7000-7000.making"));
  std::filesystem::create_directories(Path("built.building/7001-7001"));
  const auto index = Open("built");
  EXPECT_GT((*index->Restart()).position(), 700);
  ASSERT_OK(Follow(*index, 9, log_.size()));
  EXPECT_EQ(IndexContents(Path("built")), Expected());
}

TEST_F(IndexTest, KnowsTheCategoriesAndNamesOfAllThatWasBuilt) {
  const auto index = Open("built");
  ASSERT_OK(Follow(*index, 50, log_.size()));
  EXPECT_OK(index->readers().Read([](const SearchSnapshot& snapshot) {
    EXPECT_THAT(snapshot.tree.WithAncestors("tech"), ::testing::ElementsAre("tech"));
    EXPECT_EQ(snapshot.vocabulary->names.entities.size(), 11U);
    EXPECT_EQ(snapshot.vocabulary->names.entities.at(NameKey("Place of 3")).size(), 5U);
    return absl::OkStatus();
  }));
}

TEST_F(IndexTest, FollowsAfterItWasBuilt) {
  const auto index = Open("built");
  ASSERT_OK(Follow(*index, 50, log_.size()));
  *Next().mutable_article()->mutable_revision()->mutable_snapshot() =
      ArticleOf(1, "title: 'Number 1 is another one'");
  ASSERT_OK(Follow(*index, 50, log_.size()));
  EXPECT_EQ(IndexContents(Path("built")), Expected());
}

TEST_F(IndexTest, BeginsAnewWithAnotherLog) {
  const auto index = Open("built");
  ASSERT_OK(Follow(*index, 50, 600));
  ASSERT_OK(index->Reset());
  EXPECT_EQ((*index->Restart()).position(), 0);
  log_.resize(300);
  ASSERT_OK(Follow(*index, 50, log_.size()));
  EXPECT_EQ(IndexContents(Path("built")), Expected());
}

TEST_F(IndexTest, BuildsAnewWhatCantBeRead) {
  auto index = Open("built");
  ASSERT_OK(Follow(*index, 50, 600));
  index.reset();
  std::ofstream(Path("built.building/3-3/postlist.glass")) << "no table";
  index = Open("built");
  absl::Status status;
  for (int i = 0; i < 3 && !index->is_built(); ++i) status = Follow(*index, 50, log_.size());
  EXPECT_OK(status);
  EXPECT_EQ(IndexContents(Path("built")), Expected());
}

}  // namespace
}  // namespace broadsheet::query

#include "ingest/crawl/feed_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/polled_feeds.h"

namespace broadsheet::ingest {
namespace {

std::string Link(const std::string& rel, const std::string& uri) {
  return absl::StrCat("<link xmlns=\"http://www.w3.org/2005/Atom\" rel=\"", rel, "\" href=\"", uri,
                      "\"/>");
}

class FeedArchiveTest : public PolledFeedsTest {
 protected:
  std::string CreateArchived(const std::string& path) {
    v1::Feed feed;
    feed.set_uri(site_.Uri(path));
    feed.set_read_archive(true);
    return Create(feed);
  }

  void PutFeed(const std::string& path, const std::string& items) {
    site_.Put(path, {Rss(items), "application/rss+xml"});
  }

  // Whose headlines are in the archive.
  std::vector<std::string> Titles() {
    std::vector<std::string> titles;
    for (const auto& article : ingest_.AllStored()) titles.push_back(article.title());
    std::sort(titles.begin(), titles.end());
    return titles;
  }
};

using ::testing::ElementsAre;

TEST_F(FeedArchiveTest, PagedFeedIsReadToItsEndAtTheFirstPoll) {
  PutFeed("/feed", Link("next", "/feed2") + Item("a", "A"));
  PutFeed("/feed2", Link("next", "feed3") + Item("b", "B"));
  PutFeed("/feed3", Item("c", "C"));
  const std::string name = CreateArchived("/feed");
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().created(), 3);
  EXPECT_THAT(Titles(), ElementsAre("A", "B", "C"));
  EXPECT_EQ(Get(name).archive_pages(), 2);
  EXPECT_TRUE(Get(name).has_archive_end_time());
  ASSERT_OK(Poll(name));
  EXPECT_EQ(site_.hits("/feed2"), 1);
}

TEST_F(FeedArchiveTest, OlderDocumentsAreLeftAloneUnlessAskedFor) {
  PutFeed("/feed", Link("next", "/feed2") + Item("a", "A"));
  ASSERT_OK(Poll(Create(site_.Uri("/feed"))));
  EXPECT_EQ(site_.hits("/feed2"), 0);
}

TEST_F(FeedArchiveTest, ArchivesComeBeforePages) {
  PutFeed("/feed", Link("next", "/page2") + Link("prev-archive", "/2025") + Item("a", "A"));
  PutFeed("/2025", Link("prev-archive", "/2024") + Item("b", "B"));
  PutFeed("/2024", Item("c", "C"));
  ASSERT_OK(Poll(CreateArchived("/feed")));
  EXPECT_THAT(Titles(), ElementsAre("A", "B", "C"));
  EXPECT_EQ(site_.hits("/page2"), 0);
}

TEST_F(FeedArchiveTest, NewerWordsStayWhereAnArchiveHasOlderOnes) {
  PutFeed("/feed", Link("prev-archive", "/2025") + Item("a", "As it is now"));
  PutFeed("/2025", Item("a", "As it was") + Item("b", "B"));
  ASSERT_OK(Poll(CreateArchived("/feed")));
  EXPECT_THAT(Titles(), ElementsAre("As it is now", "B"));
}

TEST_F(FeedArchiveTest, LinksInACircleEnd) {
  PutFeed("/feed", Link("next", "/feed2") + Item("a", "A"));
  PutFeed("/feed2", Link("next", "/feed3") + Item("b", "B"));
  PutFeed("/feed3", Link("next", "/feed2") + Item("c", "C"));
  const std::string name = CreateArchived("/feed");
  ASSERT_OK(Poll(name));
  EXPECT_EQ(site_.hits("/feed2"), 1);
  EXPECT_TRUE(Get(name).has_archive_end_time());
}

TEST_F(FeedArchiveTest, PagesWithoutEndThatRepeatThemselvesEnd) {
  for (int i = 0; i < 20; ++i) {
    PutFeed(absl::StrCat("/feed", i), Link("next", absl::StrCat("/feed", i + 1)) + Item("a", "A"));
  }
  const std::string name = CreateArchived("/feed0");
  ASSERT_OK(Poll(name));
  EXPECT_EQ(site_.hits("/feed1"), 1);
  EXPECT_EQ(site_.hits("/feed2"), 0);
  EXPECT_TRUE(Get(name).has_archive_end_time());
}

TEST_F(FeedArchiveTest, NextPollGoesOnWhereAServerFailed) {
  PutFeed("/feed", Link("next", "/feed2") + Item("a", "A"));
  PutFeed("/feed2", Link("next", "/feed3") + Item("b", "B"));
  site_.Put("/feed3", {"", "text/plain", 503});
  const std::string name = CreateArchived("/feed");
  ASSERT_OK(Poll(name));
  EXPECT_FALSE(Get(name).has_archive_end_time());
  PutFeed("/feed3", Item("c", "C"));
  ASSERT_OK(Poll(name));
  EXPECT_THAT(Titles(), ElementsAre("A", "B", "C"));
  EXPECT_EQ(site_.hits("/feed2"), 1);
  EXPECT_TRUE(Get(name).has_archive_end_time());
  EXPECT_TRUE(ingest_.Rejects().empty());
}

TEST_F(FeedArchiveTest, DocumentThatIsMissingEndsItAndIsAReject) {
  PutFeed("/feed", Link("next", "/feed2") + Item("a", "A"));
  const std::string name = CreateArchived("/feed");
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().rejected(), 1);
  EXPECT_TRUE(Get(name).has_archive_end_time());
  const v1::Reject reject = ingest_.Rejects().at(0);
  EXPECT_EQ(reject.uri(), site_.Uri("/feed2"));
  PutFeed("/feed2", Item("b", "B"));
  v1::RetryRejectRequest request;
  request.set_name(reject.name());
  ASSERT_OK(ingest_.Call(&Stub::RetryReject, request));
  EXPECT_THAT(Titles(), ElementsAre("A", "B"));
  EXPECT_TRUE(ingest_.Rejects().empty());
}

}  // namespace
}  // namespace broadsheet::ingest

#include "ingest/deliver/sitemap_share.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ingest/identity/feed_memory.pb.h"

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kUri[] = "https://a.example/sitemap.xml";
constexpr ShareRules kTwo = {.most = 2};

// A page or sitemap that changed on a day of 2026; 0: nobody says when.
Listed On(int day, const std::string& name) {
  Listed listed{absl::StrCat("https://a.example/", name)};
  if (day > 0) {
    listed.change_time = absl::FromCivil(absl::CivilDay(2026, 1, day), absl::UTCTimeZone());
  }
  return listed;
}

std::vector<std::string> Taken(const Share& share) {
  std::vector<std::string> names;
  for (const Listed& listed : share.taken) {
    names.push_back(listed.uri.substr(listed.uri.rfind('/') + 1));
  }
  return names;
}

TEST(SitemapShareTest, NewestPagesAreTakenAndWhatWasThereBeforeIsLeftOut) {
  FeedMemory memory;
  const std::vector<Listed> pages = {On(1, "a"), On(3, "c"), On(2, "b"), On(0, "d"), On(3, "c")};
  const Share first = ShareOfPages(kUri, pages, kTwo, &memory);
  EXPECT_THAT(Taken(first), ElementsAre("c", "b"));
  EXPECT_EQ(first.older, 2);
  EXPECT_EQ(first.later, 0);
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, kTwo, &memory)), IsEmpty());
}

TEST(SitemapShareTest, WhatComesLaterIsTakenInTurn) {
  FeedMemory memory;
  ShareOfPages(kUri, {On(1, "a")}, kTwo, &memory);
  const std::vector<Listed> pages = {On(2, "b"), On(3, "c"), On(4, "d"), On(1, "a")};
  const Share second = ShareOfPages(kUri, pages, kTwo, &memory);
  EXPECT_THAT(Taken(second), ElementsAre("d", "c"));
  EXPECT_EQ(second.later, 1);
  EXPECT_EQ(second.older, 0);
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, kTwo, &memory)), ElementsAre("b"));
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, kTwo, &memory)), IsEmpty());
}

TEST(SitemapShareTest, AllIsTakenWhereThatIsAskedFor) {
  FeedMemory memory;
  const ShareRules rules = {.most = 2, .all = true};
  const std::vector<Listed> pages = {On(1, "a"), On(2, "b"), On(3, "c"), On(4, "d"), On(5, "e")};
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, rules, &memory)), ElementsAre("e", "d"));
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, rules, &memory)), ElementsAre("c", "b"));
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, rules, &memory)), ElementsAre("a"));
}

TEST(SitemapShareTest, ChangedPagesAreTakenBehindNewOnes) {
  FeedMemory memory;
  ShareOfPages(kUri, {On(1, "a"), On(0, "b")}, kTwo, &memory);
  const std::vector<Listed> pages = {On(5, "a"), On(6, "b"), On(2, "c")};
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, kTwo, &memory)), ElementsAre("c", "b"));
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, kTwo, &memory)), ElementsAre("a"));
  EXPECT_THAT(Taken(ShareOfPages(kUri, pages, kTwo, &memory)), IsEmpty());
}

TEST(SitemapShareTest, DatesThatAllChangeAtOnceSayNothingOfPages) {
  FeedMemory memory;
  const ShareRules rules = {.most = 100};
  for (int day = 1; day < 4; ++day) {
    std::vector<Listed> pages;
    for (int i = 0; i < 30; ++i) pages.push_back(On(day, absl::StrCat(i)));
    EXPECT_EQ(ShareOfPages(kUri, pages, rules, &memory).taken.size(), day == 1 ? 30u : 0u) << day;
  }
}

TEST(SitemapShareTest, PageThatMovesToAnotherSitemapIsKnown) {
  FeedMemory memory;
  ShareOfPages(kUri, {On(1, "a")}, kTwo, &memory);
  EXPECT_THAT(
      Taken(ShareOfPages("https://a.example/old.xml", {On(1, "a"), On(2, "b")}, kTwo, &memory)),
      ElementsAre("b"));
}

TEST(SitemapShareTest, MemoryIsBoundedAndWhatIsForgottenIsNotTakenAnew) {
  FeedMemory memory;
  std::vector<Listed> pages;
  for (int i = 0; i < 90'000; ++i) pages.push_back(On(0, absl::StrCat(i)));
  for (const char* name : {"1", "2", "3"}) {
    for (Listed& page : pages) page.uri += name;
    ShareOfPages(absl::StrCat(kUri, name), pages, kTwo, &memory);
  }
  EXPECT_LT(memory.ByteSizeLong(), 4u << 20);
  for (Listed& page : pages) page.uri.resize(page.uri.size() - 2);
  const Share again =
      ShareOfPages(absl::StrCat(kUri, "1"), pages, {.most = 2, .all = true}, &memory);
  EXPECT_EQ(again.later, 0);
}

TEST(SitemapShareTest, SitemapIsReadAgainWhenItHasChanged) {
  FeedMemory memory;
  for (const Listed& sitemap : ShareOfSitemaps({On(1, "1.xml")}, kTwo, &memory).taken) {
    NoteRead(sitemap, &memory);
  }
  EXPECT_THAT(Taken(ShareOfSitemaps({On(1, "1.xml"), On(2, "2.xml")}, kTwo, &memory)),
              ElementsAre("2.xml"));
  EXPECT_THAT(Taken(ShareOfSitemaps({On(3, "1.xml")}, kTwo, &memory)), ElementsAre("1.xml"));
}

TEST(SitemapShareTest, UndatedSitemapsAreReadInTurn) {
  FeedMemory memory;
  const std::vector<Listed> sitemaps = {On(0, "1.xml"), On(0, "2.xml"), On(0, "3.xml")};
  const auto read = [&] {
    const Share share = ShareOfSitemaps(sitemaps, kTwo, &memory);
    for (const Listed& sitemap : share.taken) {
      ShareOfPages(sitemap.uri, {On(0, "a")}, kTwo, &memory);
      NoteRead(sitemap, &memory);
    }
    return Taken(share);
  };
  EXPECT_THAT(read(), ElementsAre("1.xml", "2.xml"));
  EXPECT_THAT(read(), ElementsAre("3.xml", "1.xml"));
  EXPECT_THAT(read(), ElementsAre("2.xml", "3.xml"));
}

TEST(SitemapShareTest, OlderSitemapsOfANewFeedAreLeftOutUntilTheyChange) {
  FeedMemory memory;
  const ShareRules rules = {.most = 1, .is_new = true};
  const Share share = ShareOfSitemaps({On(1, "1.xml"), On(2, "2.xml")}, rules, &memory);
  EXPECT_THAT(Taken(share), ElementsAre("2.xml"));
  EXPECT_EQ(share.older, 1);
  NoteRead(share.taken[0], &memory);
  EXPECT_THAT(Taken(ShareOfSitemaps({On(1, "1.xml")}, kTwo, &memory)), IsEmpty());
  EXPECT_THAT(Taken(ShareOfSitemaps({On(3, "1.xml")}, kTwo, &memory)), ElementsAre("1.xml"));
  // Only what fits of its pages, then.
  EXPECT_EQ(
      ShareOfPages("https://a.example/1.xml", {On(0, "a"), On(0, "b"), On(0, "c")}, kTwo, &memory)
          .older,
      1);
}

TEST(SitemapShareTest, SitemapsOfOtherThingsThanArticlesAreLeftOut) {
  FeedMemory memory;
  std::vector<Listed> sitemaps;
  for (const char* name :
       {"post-sitemap2.xml", "page-sitemap.xml", "post_tag-sitemap.xml", "sitemap-authors.xml",
        "wp-sitemap-posts-post-1.xml", "wp-sitemap-taxonomies-category-1.xml",
        "wp-sitemap-users-1.xml", "sitemap.xml?page=2", "news.xml", "2026-03.xml.gz"}) {
    sitemaps.push_back(On(0, name));
  }
  const Share share = ShareOfSitemaps(sitemaps, {.most = 100}, &memory);
  EXPECT_THAT(Taken(share), ElementsAre("post-sitemap2.xml", "wp-sitemap-posts-post-1.xml",
                                        "sitemap.xml?page=2", "news.xml", "2026-03.xml.gz"));
  EXPECT_EQ(share.other, 5);
}

}  // namespace
}  // namespace broadsheet::ingest

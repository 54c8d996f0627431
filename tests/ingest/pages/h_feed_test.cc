#include "ingest/pages/h_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kUri[] = "https://a.example/notes/";

std::string Page(const std::string& body) {
  return absl::StrCat("<!doctype html><html lang=en><head><title>Quay notes</title></head><body>",
                      body, "</body></html>");
}

std::string EntryOf(const std::string& inside) {
  return absl::StrCat("<article class=h-entry>", inside, "</article>");
}

// The document of an h-feed that has these.
Document Parse(const std::string& inside) {
  auto document = ParseHFeed(Page("<div class=h-feed>" + inside + "</div>"), "", kUri);
  EXPECT_OK(document);
  return document.ok() ? *document : Document();
}

Entry ParseOne(const std::string& inside) {
  const Document document = Parse(EntryOf(inside));
  EXPECT_EQ(document.entries.size(), 1u);
  return document.entries.size() == 1 ? document.entries[0] : Entry();
}

std::vector<std::string> TitlesOf(const Document& document) {
  std::vector<std::string> titles;
  for (const Entry& entry : document.entries) titles.push_back(entry.article.title());
  return titles;
}

std::vector<std::string> AuthorsOf(const Entry& entry) {
  std::vector<std::string> names;
  for (const auto& author : entry.article.authors()) names.push_back(author.display_name());
  return names;
}

TEST(HFeedTest, ReadsWhatAnEntrySaysOfItself) {
  const Entry entry = ParseOne(
      "<h2><a class='p-name u-url' href=/notes/1>Trams <em>return</em></a></h2>"
      "<a class='p-author h-card' href=/lam><img class=u-photo src=lam.jpg alt=''>Mei Lam</a>"
      "<time class=dt-published datetime=2026-03-05T08:00:00+08:00>5 March</time>"
      "<time class=dt-updated datetime=2026-03-06>6 March</time>"
      "<p class=p-summary>They are back.</p>"
      "<div class=e-content><p>The trams <b>run</b> again.</p></div>"
      "<a class=p-category href=/t/trams>Trams</a> <span class=p-category>Harbour</span>"
      "<img class=u-photo src=/tram.jpg alt='A tram'>");
  EXPECT_EQ(entry.article.title(), "Trams return");
  EXPECT_EQ(entry.article.canonical_uri(), "https://a.example/notes/1");
  EXPECT_THAT(AuthorsOf(entry), ElementsAre("Mei Lam"));
  EXPECT_EQ(entry.publish_date, "2026-03-05T08:00:00+08:00");
  EXPECT_EQ(entry.update_date, "2026-03-06");
  EXPECT_EQ(entry.article.teaser_html(), "They are back.");
  EXPECT_EQ(entry.article.body_html(), "<p>The trams <b>run</b> again.</p>");
  EXPECT_THAT(entry.tag_names, ElementsAre("Trams", "Harbour"));
  EXPECT_EQ(entry.article.image_uri(), "https://a.example/tram.jpg");
}

TEST(HFeedTest, WhatIsNestedInAnEntryIsNeitherAnEntryNorItsOwn) {
  const Document document = Parse(
      EntryOf(
          "<div class='u-in-reply-to h-cite'><a class='p-name u-url' href=https://b.example/q>A "
          "question</a><span class='p-author h-card'>Somebody Else</span>"
          "<time class=dt-published datetime=2020-01-01></time></div>"
          "<div class=e-content><p>My answer.</p><div class='p-comment h-entry'>"
          "<a class=u-url href=/c/1></a><p class='e-content p-name'>A comment</p></div></div>"
          "<a class=u-url href=/notes/2>#</a>"
          "<div class='u-comment h-cite'><span class='p-author h-card'>A Reader</span>"
          "<div class='h-entry'><p class=p-name>Deep</p></div></div>") +
      EntryOf("<p class=p-name>Another</p><a class=u-url href=/notes/3></a>"));
  ASSERT_EQ(document.entries.size(), 2u);
  const Entry& answer = document.entries[0];
  EXPECT_EQ(answer.article.title(), "");
  EXPECT_EQ(answer.article.canonical_uri(), "https://a.example/notes/2");
  EXPECT_EQ(answer.article.body_html(), "<p>My answer.</p>");
  EXPECT_THAT(AuthorsOf(answer), IsEmpty());
  EXPECT_EQ(answer.publish_date, "");
}

TEST(HFeedTest, AuthorsOfTheFeedAreThoseOfEntriesWithoutAny) {
  const Document document = Parse(
      "<h1 class=p-name>Harbour notes</h1><p class='p-author h-card'><span class=p-name>"
      "Mei Lam</span>, <span class=p-org>The Quay</span></p>" +
      EntryOf("<p class=p-name>One</p>") +
      EntryOf("<p class=p-name>Two</p><span class=p-author>Jo Ng</span>"));
  EXPECT_EQ(document.title, "Harbour notes");
  EXPECT_THAT(AuthorsOf(document.entries[0]), ElementsAre("Mei Lam"));
  EXPECT_THAT(AuthorsOf(document.entries[1]), ElementsAre("Jo Ng"));
  EXPECT_EQ(document.entries[0].article.source().title(), "Harbour notes");
}

TEST(HFeedTest, NoteHasNoTitle) {
  EXPECT_EQ(ParseOne("<div class='p-name e-content'>Fog on the bay.</div>").article.title(), "");
  EXPECT_EQ(
      ParseOne("<p class=p-name>Fog</p><div class=e-content>Fog on the bay.</div>").article.title(),
      "Fog");
  EXPECT_EQ(ParseOne("Fog on the bay.").article.title(), "Fog on the bay.");
}

TEST(HFeedTest, LikesAndRepostsWithoutWordsAreLeftOut) {
  const Document document =
      Parse(EntryOf("<a class=u-like-of href=https://b.example/1>b.example</a>") +
            EntryOf("<a class=u-repost-of href=https://b.example/2></a><p class=e-content>So "
                    "true.</p><a class=u-url href=/notes/4></a>"));
  EXPECT_EQ(document.entries.size(), 1u);
  EXPECT_EQ(document.left_out_kinds.at("other"), 1);
}

TEST(HFeedTest, ValuesMayStandInClassesAndAttributes) {
  const Entry entry = ParseOne(
      "<span class=dt-published><abbr class=value title=x>2026-03-05</abbr> at <span "
      "class=value>08:00</span></span><data class='u-url' value=/notes/5></data>"
      "<abbr class=p-name title='In full'>In f.</abbr>");
  EXPECT_EQ(entry.publish_date, "2026-03-05 08:00");
  EXPECT_EQ(entry.article.canonical_uri(), "https://a.example/notes/5");
  EXPECT_EQ(entry.article.title(), "In full");
}

TEST(HFeedTest, SeveralEntriesAreAFeedAndOneIsAnArticle) {
  const std::string one = EntryOf("<p class=p-name>One</p>");
  EXPECT_THAT(TitlesOf(*ParseHFeed(Page(one + one), "", kUri)), ElementsAre("One", "One"));
  EXPECT_THAT(ParseHFeed(Page(one), "", kUri),
              IsError(absl::StatusCode::kInvalidArgument, "not a feed"));
  EXPECT_THAT(ParseHFeed(Page("<div class=h-feed></div><p class=h-25>"), "", kUri),
              IsError(absl::StatusCode::kInvalidArgument, "not a feed"));
}

TEST(HFeedTest, TakesLinearTime) {
  std::string nested;
  for (int i = 0; i < 150; ++i) nested += "<div class='p-category p-author p-name'>";
  EXPECT_OK(
      ParseHFeed(Page("<div class=h-feed><div class=h-entry>" + nested + std::string(4 << 20, 'x')),
                 "", kUri));
  std::string entries;
  for (int i = 0; i < 20'000; ++i) entries += "<p class='h-entry p-name'>x</p>";
  EXPECT_EQ(Parse(entries).entries.size(), 20'000u);
}

}  // namespace
}  // namespace broadsheet::ingest

#include "ingest/text/link_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Links(std::string_view header) {
  std::vector<std::string> links;
  for (const HeaderLink& link : ParseLinkHeader(header)) {
    links.push_back(absl::StrCat(link.rel, " ", link.uri));
  }
  return links;
}

TEST(LinkHeaderTest, ReadsLinksInTheirOrder) {
  EXPECT_THAT(Links("<https://hub.example/>; rel=\"hub\", </feed>;rel=self"),
              ElementsAre("hub https://hub.example/", "self /feed"));
}

TEST(LinkHeaderTest, CommasAndSemicolonsBelongToAddressesAndQuotes) {
  EXPECT_THAT(Links("<https://example.com/a,b;c>; title=\"x, y; \\\"<z>\\\"; rel=no\"; rel=self"),
              ElementsAre("self https://example.com/a,b;c"));
}

TEST(LinkHeaderTest, OnlyTheFirstRelCounts) {
  EXPECT_THAT(Links("<a>; REL=\"Hub Self\"; rel=other"), ElementsAre("hub self a"));
}

TEST(LinkHeaderTest, LinksAboutSomethingElseAreLeftOut) {
  EXPECT_THAT(Links("<a>; rel=hub; anchor=\"/other\", <b>; rel=hub"), ElementsAre("hub b"));
}

TEST(LinkHeaderTest, WhatIsNoneIsPassedOver) {
  EXPECT_THAT(Links(""), IsEmpty());
  EXPECT_THAT(Links("<"), IsEmpty());
  EXPECT_THAT(Links("<a"), IsEmpty());
  EXPECT_THAT(Links("a; rel=hub"), IsEmpty());
  EXPECT_THAT(Links("< >; rel=hub"), IsEmpty());
  EXPECT_THAT(Links("<a>; rel=\"hub"), ElementsAre("hub a"));
  EXPECT_THAT(Links("<a>;;; ; rel = hub ;"), ElementsAre("hub a"));
  EXPECT_THAT(Links("<a>; rel, <b>; rel=hub"), ElementsAre(" a", "hub b"));
  EXPECT_THAT(Links("junk <a>; rel=hub junk, , <b>; rel=self"),
              ElementsAre("hub junk a", "self b"));
}

TEST(LinkHeaderTest, TakesLinearTimeAndHundredLinks) {
  const absl::Time begin = absl::Now();
  std::string many;
  for (int i = 0; i < 100'000; ++i) absl::StrAppend(&many, "<a>; rel=hub,");
  EXPECT_EQ(Links(many).size(), 100u);
  for (const char* part : {"<", "<a>;", "<a>; x=\"", ",", "\\", "\""}) {
    std::string long_one;
    for (int i = 0; i < 1'000'000; ++i) long_one += part;
    Links(long_one);
  }
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
}

}  // namespace
}  // namespace broadsheet::ingest

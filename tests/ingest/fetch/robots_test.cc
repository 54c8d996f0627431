#include "ingest/fetch/robots.h"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::ingest {
namespace {

bool Allows(const char* text, const char* path) {
  return RobotsRules::Parse(text, "Broadsheet").Allows(path);
}

TEST(RobotsTest, NoRulesAllowAll) {
  EXPECT_TRUE(Allows("", "/a"));
  EXPECT_TRUE(Allows("<html>not found</html>", "/a"));
  EXPECT_TRUE(Allows("User-agent: *\nDisallow:", "/a"));
}

TEST(RobotsTest, GroupOfOwnNameReplacesTheGeneralOne) {
  constexpr char kText[] =
      "User-agent: *\nDisallow: /\n\n"
      "user-agent: other\nUSER-AGENT: broadsheet/2.0 # ours\nDisallow: /private\n";
  EXPECT_TRUE(Allows(kText, "/a"));
  EXPECT_FALSE(Allows(kText, "/private/a"));
  EXPECT_FALSE(RobotsRules::Parse(kText, "Somebody").Allows("/a"));
}

TEST(RobotsTest, GroupsOfOneNameAreOne) {
  constexpr char kText[] =
      "User-agent: broadsheet\nDisallow: /a\nUser-agent: *\nDisallow: /b\n"
      "User-agent: broadsheet\nDisallow: /c\n";
  EXPECT_FALSE(Allows(kText, "/a"));
  EXPECT_TRUE(Allows(kText, "/b"));
  EXPECT_FALSE(Allows(kText, "/c"));
}

TEST(RobotsTest, LongestRuleDecidesAndAllowBetweenEquals) {
  constexpr char kText[] =
      "User-agent: *\nDisallow: /news\nAllow: /news/tech\nDisallow: /same\nAllow: /same\n";
  EXPECT_FALSE(Allows(kText, "/news/finance"));
  EXPECT_TRUE(Allows(kText, "/news/tech/1"));
  EXPECT_TRUE(Allows(kText, "/same"));
}

TEST(RobotsTest, StarAndEndOfPath) {
  constexpr char kText[] = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?s=\n";
  EXPECT_FALSE(Allows(kText, "/a/b.pdf"));
  EXPECT_FALSE(Allows(kText, "/a.pdf.pdf"));
  EXPECT_TRUE(Allows(kText, "/a/b.pdf?x"));
  EXPECT_FALSE(Allows(kText, "/search?s=5g"));
}

TEST(RobotsTest, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 5000; ++i) pattern += "*a";
  const std::string text = "User-agent: *\nDisallow: /" + pattern + "$\n";
  EXPECT_TRUE(RobotsRules::Parse(text, "x").Allows("/" + std::string(5000, 'a') + "b"));
}

TEST(RobotsTest, LongPartsAndManyRulesTakeNoTime) {
  const std::string path = "/" + std::string(8000, 'a');
  std::string text = "User-agent: *\nDisallow: /*" + std::string(4000, 'a') + "b\n";
  for (int i = 0; i < 20'000; ++i) text += "Disallow: /*aaaaaaaab\n";
  EXPECT_TRUE(RobotsRules::Parse(text, "x").Allows(path));
}

TEST(RobotsTest, PartsBetweenStarsFollowEachOther) {
  constexpr char kText[] = "User-agent: *\nDisallow: /a*bc*c$\nDisallow: *x*\n";
  EXPECT_FALSE(Allows(kText, "/abcc"));
  EXPECT_FALSE(Allows(kText, "/a-bc-bc-c"));
  EXPECT_TRUE(Allows(kText, "/abc"));
  EXPECT_FALSE(Allows(kText, "/x"));
}

TEST(RobotsTest, RobotsTxtItselfIsAlwaysAllowed) {
  EXPECT_TRUE(RobotsRules::DisallowAll().Allows("/robots.txt"));
  EXPECT_FALSE(RobotsRules::DisallowAll().Allows("/"));
}

TEST(RobotsTest, ComparesPathsInOneForm) {
  for (const char* rule : {"/新/", "/%e6%96%b0/", "/%E6%96%B0/"}) {
    const std::string text = std::string("User-agent: *\nDisallow: ") + rule;
    EXPECT_FALSE(Allows(text.c_str(), "/%E6%96%B0/a")) << rule;
    EXPECT_FALSE(Allows(text.c_str(), "/新/a")) << rule;
  }
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /%7Ejoe/", "/~joe/"));
  EXPECT_TRUE(Allows("User-agent: *\nDisallow: /a%2Fb", "/a/b"));
  EXPECT_FALSE(Allows("User-agent *\nDisallow /x", "/x"));
}

}  // namespace
}  // namespace broadsheet::ingest

#include "query/uri_key.h"

#include <gmock/gmock.h>

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;

TEST(UriKeyTest, SpellingsOfAPageAreOne) {
  for (const char* uri :
       {"https://news.example/a%20b/~x", "http://news.example/a%20b/~x",
        "HTTPS://WWW.News.Example:443/a%20b/~x/", "http://news.example:80/a%20b/%7Ex#part",
        "https://user:secret@news.example./a%20b/%7ex?", " https://news.example/a%20b/~x "}) {
    EXPECT_EQ(UriKey(uri), "news.example/a%20b/~x") << uri;
  }
  EXPECT_EQ(UriKey("https://news.example/深"), UriKey("https://news.example/%e6%b7%b1"));
}

TEST(UriKeyTest, WhatMattersStays) {
  EXPECT_NE(UriKey("https://news.example/A"), UriKey("https://news.example/a"));
  EXPECT_NE(UriKey("https://news.example/?p=1"), UriKey("https://news.example/?p=2"));
  EXPECT_NE(UriKey("https://news.example:8080/"), UriKey("https://news.example/"));
  EXPECT_NE(UriKey("https://news.example/a%2Fb"), UriKey("https://news.example/a/b"));
}

TEST(UriKeyTest, RubbishIsAKeyOfItsOwn) {
  EXPECT_EQ(UriKey(""), "");
  EXPECT_EQ(UriKey("https://"), "");
  EXPECT_EQ(UriKey("%"), "%");
  EXPECT_EQ(UriKey("https://a.example/%zz%4"), "a.example/%zz%4");
}

TEST(UriKeyTest, SpellingsOfASiteAreOfOneSchemeAndHost) {
  EXPECT_THAT(SiteSpellings("http://News.example:80"),
              ElementsAre("http://News.example:80", "http://news.example/", "http://news.example"));
  EXPECT_THAT(SiteSpellings("https://www.news.example/"),
              ElementsAre("https://www.news.example/", "https://www.news.example"));
}

}  // namespace
}  // namespace broadsheet::query

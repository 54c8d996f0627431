#include "storage/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/writes.h"

namespace broadsheet::storage {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Article ArticleAt(const std::string& uri, const std::string& guid = "") {
  Article article;
  article.mutable_source()->set_site_uri("https://site.test/");
  article.set_canonical_uri(uri);
  article.set_source_guid(guid);
  return article;
}

TEST(IdentityTest, GuidAndCanonicalUriAreKeys) {
  EXPECT_THAT(KeysOf(ArticleAt("https://site.test/a", "1")), SizeIs(2));
  EXPECT_THAT(KeysOf(ArticleAt("https://site.test/a")), SizeIs(1));
  EXPECT_THAT(KeysOf(ArticleAt("", "1")), SizeIs(1));
}

TEST(IdentityTest, RootOfTheSiteIsNoKey) {
  EXPECT_THAT(KeysOf(ArticleAt("https://site.test")), IsEmpty());
  EXPECT_THAT(KeysOf(ArticleAt("https://site.test//")), IsEmpty());
  EXPECT_THAT(KeysOf(ArticleAt("https://elsewhere.test/")), IsEmpty());
  Article blog = ArticleAt("https://host.test/blog/");
  blog.mutable_source()->set_site_uri("https://host.test/blog");
  EXPECT_THAT(KeysOf(blog), IsEmpty());
  EXPECT_THAT(KeysOf(ArticleAt("https://site.test/?p=12")), SizeIs(1));
}

TEST(IdentityTest, GuidsOfDifferentSitesDiffer) {
  Article other = ArticleAt("", "1");
  other.mutable_source()->set_site_uri("https://other.test");
  EXPECT_NE(KeysOf(other), KeysOf(ArticleAt("", "1")));
  Article no_site = ArticleAt("", "1");
  no_site.clear_source();
  EXPECT_THAT(KeysOf(no_site), IsEmpty());
}

TEST(IdentityTest, SlashBehindTheSiteMakesNoDifference) {
  Article without = ArticleAt("", "1");
  without.mutable_source()->set_site_uri("https://site.test");
  EXPECT_EQ(KeysOf(without), KeysOf(ArticleAt("", "1")));
}

TEST(IdentityTest, GuidIsNoUri) {
  EXPECT_NE(KeysOf(ArticleAt("", "https://site.test/a")), KeysOf(ArticleAt("https://site.test/a")));
}

TEST(IdentityTest, GuidRepeatedLaterWithAnotherLinkStaysAKey) {
  ArticleWrite a = MakeWrite("a", 0);
  ArticleWrite b = MakeWrite("b", 60);
  b.mutable_article()->set_source_guid("a");
  EXPECT_THAT(KeysOfBatch({&a, &b}).keys[1], SizeIs(2));
  *b.mutable_observe_time() = a.observe_time();
  EXPECT_THAT(KeysOfBatch({&a, &b}).keys[1], SizeIs(1));
}

TEST(IdentityTest, SchemeWwwAndSlashOfAUriMakeNoDifference) {
  for (const char* uri :
       {"http://site.test/a", "https://www.site.test/a", "https://site.test/a/"}) {
    EXPECT_EQ(KeysOf(ArticleAt(uri)), KeysOf(ArticleAt("https://site.test/a"))) << uri;
    EXPECT_NE(FormerKeysOf(ArticleAt(uri)), FormerKeysOf(ArticleAt("https://site.test/a"))) << uri;
  }
  EXPECT_NE(KeysOf(ArticleAt("https://site.test/A")), KeysOf(ArticleAt("https://site.test/a")));
}

TEST(IdentityTest, UriThatStoriesShareIsNoKey) {
  ArticleWrite a = MakeWrite("a", 0);
  ArticleWrite b = MakeWrite("b", 0);
  b.mutable_article()->set_canonical_uri(a.article().canonical_uri());
  const BatchKeys keys = KeysOfBatch({&a, &b});
  EXPECT_THAT(keys.shared, SizeIs(1));
  EXPECT_THAT(keys.keys[0], SizeIs(1));
  EXPECT_NE(keys.keys[0], keys.keys[1]);
  // At another time it may be the same story under another guid.
  *b.mutable_observe_time() = MakeWrite("b", 60).observe_time();
  EXPECT_THAT(KeysOfBatch({&a, &b}).shared, IsEmpty());
}

}  // namespace
}  // namespace broadsheet::storage

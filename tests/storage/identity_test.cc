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
  EXPECT_THAT(KeysOfBatch({&a, &b})[1], SizeIs(2));
  *b.mutable_observe_time() = a.observe_time();
  EXPECT_THAT(KeysOfBatch({&a, &b})[1], SizeIs(1));
}

}  // namespace
}  // namespace broadsheet::storage

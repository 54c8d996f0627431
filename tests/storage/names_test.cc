#include "storage/names.h"

#include <gtest/gtest.h>

#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;

constexpr char kId[] = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";

TEST(NamesTest, ComeBackAsTheyWent) {
  ASSERT_OK_AND_ASSIGN(const ArticleName article, ParseName(FormatArticleName(kId), "name"));
  EXPECT_EQ(article.article_id, kId);
  EXPECT_FALSE(article.revision.has_value());
  ASSERT_OK_AND_ASSIGN(const ArticleName revision, ParseName(FormatRevisionName(kId, 12), "name"));
  EXPECT_EQ(revision.article_id, kId);
  EXPECT_EQ(revision.revision, 12);
}

TEST(NamesTest, WrongNamesAreBlamed) {
  const std::string article = FormatArticleName(kId);
  for (const std::string& name :
       {std::string(), std::string("articles/"), std::string("articles/12"), std::string(kId),
        article + "/", article + "/revisions/", article + "/revisions/0", article + "/revisions/-1",
        article + "/revisions/01", article + "/revisions/1x",
        article + "/revisions/99999999999999999999", "x" + article}) {
    EXPECT_THAT(ParseName(name, "name"), BlamesField("name")) << name;
    EXPECT_THAT(ParseArticleName(name, "parent"), BlamesField("parent")) << name;
  }
  EXPECT_THAT(ParseArticleName(FormatRevisionName(kId, 1), "parent"), BlamesField("parent"));
}

TEST(NamesTest, CategoriesAreSlugs) {
  EXPECT_TRUE(IsCategoryName("categories/tech"));
  EXPECT_TRUE(IsCategoryName("categories/深圳"));
  EXPECT_FALSE(IsCategoryName("categories/"));
  EXPECT_FALSE(IsCategoryName("categories/Tech"));
  EXPECT_FALSE(IsCategoryName("tech"));
}

}  // namespace
}  // namespace broadsheet::storage

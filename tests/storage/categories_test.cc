#include "storage/categories.h"

#include <gtest/gtest.h>

#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using Stub = v1::StorageService::Stub;

class CategoriesTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::UpsertCategoryResponse> Upsert(const std::string& name,
                                                    const std::string& title,
                                                    const std::string& parent = "",
                                                    bool create_only = false) {
    v1::UpsertCategoryRequest request;
    request.mutable_category()->set_name(name);
    request.mutable_category()->set_title(title);
    request.mutable_category()->set_parent(parent);
    request.set_create_only(create_only);
    return CallUnary<v1::UpsertCategoryResponse>(storage_.stub(), &Stub::UpsertCategory, request);
  }

  TestStorage storage_;
};

TEST_F(CategoriesTest, AreListedByNameAsTheyWereLastSaid) {
  ASSERT_OK(Upsert("categories/tech", "Tech"));
  ASSERT_OK(Upsert("categories/ai", "AI", "categories/tech"));
  ASSERT_OK(Upsert("categories/tech", "Technology"));
  ASSERT_OK_AND_ASSIGN(const auto list,
                       CallUnary<v1::ListCategoriesResponse>(storage_.stub(), &Stub::ListCategories,
                                                             v1::ListCategoriesRequest()));
  EXPECT_THAT(list, EqualsProto(R"pb(
                categories { name: "categories/ai" title: "AI" parent: "categories/tech" }
                categories { name: "categories/tech" title: "Technology" })pb"));
  EXPECT_EQ(storage_.Changes().size(), 3u);
}

TEST_F(CategoriesTest, CreateOnlyLeavesWhatIsThere) {
  ASSERT_OK(Upsert("categories/tech", "Tech"));
  ASSERT_OK_AND_ASSIGN(const auto kept, Upsert("categories/tech", "Other", "", true));
  EXPECT_EQ(kept.category().title(), "Tech");
  EXPECT_EQ(kept.read_after().position(), 1);
}

TEST_F(CategoriesTest, WrongOnesAreBlamed) {
  EXPECT_THAT(Upsert("tech", "Tech"), BlamesField("category.name"));
  EXPECT_THAT(Upsert("categories/Tech", "Tech"), BlamesField("category.name"));
  EXPECT_THAT(Upsert("categories/tech", " "), BlamesField("category.title"));
  EXPECT_THAT(Upsert("categories/tech", "Tech", "x"), BlamesField("category.parent"));
}

TEST_F(CategoriesTest, ParentMustExistAndNotBeBelow) {
  EXPECT_THAT(Upsert("categories/tech", "Tech", "categories/none"),
              IsError(absl::StatusCode::kFailedPrecondition, "categories/none"));
  ASSERT_OK(Upsert("categories/a", "A"));
  ASSERT_OK(Upsert("categories/b", "B", "categories/a"));
  ASSERT_OK(Upsert("categories/c", "C", "categories/b"));
  const auto cycle = Upsert("categories/a", "A", "categories/c");
  EXPECT_EQ(Reason(cycle.status()), "CATEGORY_CYCLE");
  EXPECT_EQ(Reason(Upsert("categories/a", "A", "categories/a").status()), "CATEGORY_CYCLE");
}

}  // namespace
}  // namespace broadsheet::storage

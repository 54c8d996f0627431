#include <gmock/gmock.h>

#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

class CategoriesTest : public CommandLine {
 protected:
  void Add(const std::string& name, const std::string& title, const std::string& parent,
           int64_t count) {
    auto& category = *services.query.categories.responses[0].add_categories();
    category.mutable_category()->set_name(name);
    category.mutable_category()->set_title(title);
    category.mutable_category()->set_parent(parent);
    category.set_article_count(count);
  }
};

TEST_F(CategoriesTest, PrintsPartsBelowTheirWhole) {
  Add("categories/5g", "5G", "categories/tech", 7);
  Add("categories/culture", "Culture", "", 12'004);
  Add("categories/tech", "Tech", "", 31);
  Add("categories/深圳", "深圳新闻", "categories/gone", 1);
  const Result result = Run({"categories"});
  EXPECT_EQ(result.out, Golden("categories.txt", result.out));
}

TEST_F(CategoriesTest, EndsOnACircle) {
  Add("categories/a", "A", "categories/b", 1);
  Add("categories/b", "B", "categories/a", 1);
  EXPECT_EQ(Run({"categories"}).code, 0);
}

TEST_F(CategoriesTest, PrintsOneCategoryALineAsJson) {
  Add("categories/tech", "Tech", "", 31);
  EXPECT_EQ(Run({"--json", "categories"}).out,
            "{\"category\":{\"name\":\"categories/tech\",\"title\":\"Tech\"},"
            "\"articleCount\":\"31\"}\n");
}

}  // namespace
}  // namespace broadsheet::cli

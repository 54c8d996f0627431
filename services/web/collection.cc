#include "web/collection.h"

#include "absl/strings/str_cat.h"
#include "web/links.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using query::v1::CategoryCount;
using query::v1::ListCategoriesResponse;

const article::v1::Category* FindCategory(const std::string& name,
                                          const ListCategoriesResponse& categories) {
  for (const CategoryCount& count : categories.categories()) {
    if (count.category().name() == name) return &count.category();
  }
  return nullptr;
}

}  // namespace

std::string Collection::TitleFrom(
    const google::protobuf::RepeatedPtrField<article::v1::Article>& articles) const {
  if (!category.empty() || title.empty()) return title;
  return filter.mentions_size() > 0 ? MentionTitle(filter.mentions(0), articles)
                                    : TagTitle(filter.tags(0), articles);
}

absl::StatusOr<Collection> FindCollection(const Route& route,
                                          const ListCategoriesResponse& categories) {
  Collection collection;
  if (route.page == Page::kFront) {
    collection.link = "/";
    return collection;
  }
  if (route.page == Page::kTag) {
    collection.title = TagTitle(route.argument, article::v1::Article());
    collection.kicker = "Tag";
    collection.link = TagLink(route.argument);
    collection.filter.add_tags(route.argument);
    return collection;
  }
  if (route.page == Page::kMention) {
    collection.title = MentionTitle(route.argument, {});
    collection.kicker = "About";
    collection.link = MentionLink(route.argument);
    collection.filter.add_mentions(route.argument);
    return collection;
  }
  const std::string name = absl::StrCat("categories/", route.argument);
  const article::v1::Category* category = FindCategory(name, categories);
  if (category == nullptr) {
    return absl::NotFoundError(absl::StrCat("no category '", route.argument, "'"));
  }
  collection.title = category->title();
  collection.description = category->description();
  collection.link = CategoryLink(name);
  collection.category = name;
  collection.filter.add_categories(name);
  return collection;
}

std::string CategoryTitle(const std::string& name, const ListCategoriesResponse& categories) {
  const article::v1::Category* category = FindCategory(name, categories);
  return category == nullptr ? SlugOf(name) : category->title();
}

}  // namespace broadsheet::web

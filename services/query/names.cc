#include "query/names.h"

#include "absl/strings/str_cat.h"
#include "common/slug.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet::query {
namespace {

constexpr std::string_view kArticles = "articles/";
constexpr std::string_view kCategories = "categories/";

absl::Status BadName(std::string_view field, std::string_view name, const char* pattern) {
  if (name.empty()) return InvalidField(field, absl::StrCat("is required, as ", pattern));
  return InvalidField(field, absl::StrCat("is not ", pattern, ": ", std::string(name)));
}

}  // namespace

absl::StatusOr<std::string> ArticleId(std::string_view field, std::string_view name) {
  if (name.substr(0, kArticles.size()) != kArticles || !IsUuid(name.substr(kArticles.size()))) {
    return BadName(field, name, "articles/{uuid}");
  }
  return std::string(name.substr(kArticles.size()));
}

absl::StatusOr<std::string> CategorySlug(std::string_view field, std::string_view name) {
  if (name.substr(0, kCategories.size()) != kCategories ||
      !IsSlug(name.substr(kCategories.size()))) {
    return BadName(field, name, "categories/{slug}");
  }
  return std::string(name.substr(kCategories.size()));
}

}  // namespace broadsheet::query

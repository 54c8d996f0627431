#include "storage/names.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet::storage {
namespace {

constexpr std::string_view kArticles = "articles/";
constexpr std::string_view kRevisions = "/revisions/";
constexpr std::string_view kCategories = "categories/";
constexpr size_t kUuidLength = 36;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string FormatArticleName(std::string_view article_id) {
  return absl::StrCat(Absl(kArticles), Absl(article_id));
}

std::string FormatRevisionName(std::string_view article_id, int64_t revision) {
  return absl::StrCat(Absl(kArticles), Absl(article_id), Absl(kRevisions), revision);
}

absl::StatusOr<ArticleName> ParseName(std::string_view name, std::string_view field) {
  const absl::Status wrong =
      InvalidField(field, absl::StrCat("'", Absl(name), "' is neither articles/{uuid} nor ",
                                       "articles/{uuid}/revisions/{n}"));
  if (!name.starts_with(kArticles)) return wrong;
  std::string_view rest = name.substr(kArticles.size());
  ArticleName parsed{std::string(rest.substr(0, kUuidLength)), std::nullopt};
  if (!IsUuid(parsed.article_id)) return wrong;
  rest.remove_prefix(kUuidLength);
  if (rest.empty()) return parsed;
  int64_t revision;
  if (!rest.starts_with(kRevisions) ||
      !absl::SimpleAtoi(Absl(rest.substr(kRevisions.size())), &revision) || revision < 1 ||
      FormatRevisionName(parsed.article_id, revision) != name) {
    return wrong;
  }
  parsed.revision = revision;
  return parsed;
}

absl::StatusOr<std::string> ParseArticleName(std::string_view name, std::string_view field) {
  absl::StatusOr<ArticleName> parsed = ParseName(name, field);
  if (!parsed.ok() || parsed->revision.has_value()) {
    return InvalidField(field, absl::StrCat("'", Absl(name), "' is not articles/{uuid}"));
  }
  return std::move(parsed->article_id);
}

std::string ArticleIdOf(std::string_view name) {
  return std::string(name.substr(std::min(name.size(), kArticles.size())));
}

absl::Status ArticleNotFound(std::string_view name) {
  return WithReason(absl::NotFoundError(absl::StrCat(Absl(name), " does not exist")),
                    "ARTICLE_NOT_FOUND", {{"name", std::string(name)}});
}

bool IsCategoryName(std::string_view name) {
  return name.starts_with(kCategories) && IsSlug(name.substr(kCategories.size()));
}

}  // namespace broadsheet::storage

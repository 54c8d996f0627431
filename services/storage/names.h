// Resource names of articles and revisions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::storage {

// What a name of an article or revision means. Ids are UUIDs as text.
struct ArticleName {
  std::string article_id;
  // Set where it is a revision's.
  std::optional<int64_t> revision;
};

// "articles/{uuid}" and "articles/{uuid}/revisions/{n}".
std::string FormatArticleName(std::string_view article_id);
std::string FormatRevisionName(std::string_view article_id, int64_t revision);

// Reads either form; INVALID_ARGUMENT, blaming `field`, where it is neither.
// Thread-safe, as all here.
absl::StatusOr<ArticleName> ParseName(std::string_view name, std::string_view field);

// The id in "articles/{uuid}"; INVALID_ARGUMENT, blaming `field`, where it is
// anything else.
absl::StatusOr<std::string> ParseArticleName(std::string_view name, std::string_view field);

// The id in the name of an article that storage made; empty where that is empty.
std::string ArticleIdOf(std::string_view name);

// NOT_FOUND with reason ARTICLE_NOT_FOUND, naming `name`.
absl::Status ArticleNotFound(std::string_view name);

// Whether `name` is "categories/{slug}".
bool IsCategoryName(std::string_view name);

}  // namespace broadsheet::storage

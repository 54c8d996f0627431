// Errors about single articles, as the proto promises them.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "broadsheet/article/v1/article.pb.h"
#include "query/archive.h"

namespace broadsheet::query {

// NOT_FOUND with reason ARTICLE_NOT_FOUND. `asked` is the key as the caller gave it.
absl::Status NoArticle(const std::string& asked);

// NOT_FOUND with reason ARTICLE_DELETED, and the name of the article, whose uuid is `id`.
absl::Status ArticleDeleted(const std::string& asked, const std::string& id);

// Whether the article is not answered: where it is deleted, unless it is the tombstone of a
// redacted one. Pure.
bool IsHidden(const article::v1::Article& article);
bool IsHidden(const StoredArticle& stored);

}  // namespace broadsheet::query

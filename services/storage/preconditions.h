// Whether somebody may change an article by hand.
#pragma once

#include "absl/status/status.h"
#include "storage/decide.h"

namespace broadsheet::storage {

// FAILED_PRECONDITION that names the article, with `reason`; the text is the
// article's name and `what`. Thread-safe, as all here.
absl::Status WrongState(const Article& article, absl::string_view what, const char* reason);

// FAILED_PRECONDITION with reason ARTICLE_REDACTED where nothing is left of it, or
// ARTICLE_MERGED where it is part of another article, which is named.
absl::Status CheckStandsForItself(const ArticleState& state);

// The same, and FAILED_PRECONDITION with reason ARTICLE_DELETED.
absl::Status CheckLives(const ArticleState& state);

}  // namespace broadsheet::storage

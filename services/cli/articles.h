// Articles as people name them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "broadsheet/article/v1/article.pb.h"
#include "cli/session.h"

namespace broadsheet::cli {

// The help of an argument that names an article, the same everywhere.
inline constexpr char kArticleHelp[] = "Its name, path, or address at its source";

// Who storage's history says made a change from here.
inline constexpr char kActor[] = "cli";

// The name of the article at `key`, a name, a path or an address; of a deleted one
// too. Errors begin with `key`.
absl::StatusOr<std::string> NameOf(const Session& session, const std::string& key);

// The article at `key` as the record has it now, a deleted one with its
// `delete_time`. Errors begin with `key`.
absl::StatusOr<article::v1::Article> CurrentArticle(const Session& session, const std::string& key);

}  // namespace broadsheet::cli

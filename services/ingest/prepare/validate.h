// Editorial rules: what an article must be to be taken.
#pragma once

#include "absl/status/status.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// An article is at most this large in binary form.
inline constexpr size_t kMaxArticleBytes = 1 << 20;

// Every text is UTF-8 without NUL. INVALID_ARGUMENT blames the field, such as
// "article.authors[0].display_name", and names the byte. To be called before
// anything else reads the article. Thread-safe.
absl::Status ValidateEncoding(const article::v1::Article& article);

// A normalised article has a headline, a key (source_guid with source.site_uri,
// or a canonical_uri that is not the site's front page), well-formed categories,
// and the right size. INVALID_ARGUMENT blames the field. Thread-safe.
absl::Status ValidateArticle(const article::v1::Article& article);

}  // namespace broadsheet::ingest

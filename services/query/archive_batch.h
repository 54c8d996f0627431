// What a batch of changes comes to in the archive.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/storage/v1/change.pb.h"

namespace broadsheet::query {

// The newest state of each article and category that the batch touches, each
// once.
struct ArchiveBatch {
  std::vector<article::v1::Category> categories;
  std::vector<article::v1::Article> articles;
  // Every path that came with a revision, and the article's id; the last one
  // counts. Of a redacted article, its RedactedPath().
  std::vector<std::pair<std::string, std::string>> paths;
  // Articles without content: their paths tell a headline and go.
  std::vector<std::string> redacted_ids;
};

// Pure. A revision without a snapshot becomes an article of nothing but its name,
// revision and times.
ArchiveBatch CollapseChanges(absl::Span<const storage::v1::Change* const> changes);

// The article of a change as it stands after it. Pure.
article::v1::Article ChangedArticle(const storage::v1::ArticleChange& change);

// What the archive keeps instead of a path whose SHA-256 is `digest`, of a redacted
// article: no path looks like it. Pure.
std::string RedactedPath(std::string_view digest);

// The uuid in an article's name, which storage made.
std::string IdOf(const article::v1::Article& article);

// Serialised without bodies and links, and nothing but the bodies: one after the other, with
// the links (archive_links.h), they are the whole article. Pure.
std::string TeaserBytes(const article::v1::Article& article);
std::string BodyBytes(const article::v1::Article& article);

absl::Time ListTime(const article::v1::Article& article);

}  // namespace broadsheet::query

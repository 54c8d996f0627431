// Reads the archive.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "query/filter.h"

namespace broadsheet::query {

// An article as it is stored: `teaser` is a serialised Article without bodies,
// `teaser` followed by `body` is the whole.
struct StoredArticle {
  std::string id;
  absl::Time list_time;
  bool deleted = false;
  std::string teaser;
  // Empty where it was not asked for.
  std::string body;
};

// Which place of a list to go on behind.
struct ListKey {
  absl::Time list_time;
  std::string id;
};

// A term and how many articles have it; `facet` is its kind, for mentions with the
// number of the entity's ("t:", "m:1").
struct FacetCount {
  std::string facet;
  std::string term;
  int64_t article_count;
};

// Reads what ArchiveProjection writes; sees what was committed before the call.
// Thread-safe. Errors are the pool's.
class Archive {
 public:
  // The pool must outlive it.
  explicit Archive(postgres::Pool& pool) : pool_(pool) {}

  enum class Key { kId, kPath, kCanonicalUri };

  // Deleted ones too; nullopt where there is none. A path leads to a redacted article,
  // too.
  absl::StatusOr<std::optional<StoredArticle>> Get(absl::Time deadline, Key key,
                                                   const std::string& value) const;

  // Those that are there, in the order asked; from 3 MiB on without content.
  absl::StatusOr<std::vector<StoredArticle>> BatchGet(absl::Time deadline,
                                                      const std::vector<std::string>& ids,
                                                      bool full) const;

  // The first `limit` articles behind `after`, newest first, fewer where they
  // exceed 3 MiB: the last one is where they do. The filter's text is not looked
  // at.
  absl::StatusOr<std::vector<StoredArticle>> List(absl::Time deadline, const Filter& filter,
                                                  const std::optional<ListKey>& after, int limit,
                                                  bool full) const;

  // Serialised categories by slug, with their counts.
  absl::StatusOr<std::vector<std::pair<std::string, int64_t>>> Categories(
      absl::Time deadline) const;

  // The `limit` most frequent terms of each facet, and the newest months, over what
  // the filter admits (its text is not looked at), or over articles by their ids.
  absl::StatusOr<std::vector<FacetCount>> Facets(absl::Time deadline, const Filter& filter,
                                                 int limit) const;
  absl::StatusOr<std::vector<FacetCount>> FacetsOf(absl::Time deadline,
                                                   const std::vector<std::string>& ids,
                                                   int limit) const;

  // How many articles are listed.
  absl::StatusOr<int64_t> CountArticles(absl::Time deadline) const;

  // The keys of page tokens that all instances share.
  absl::StatusOr<std::vector<std::string>> PageTokenKeys(absl::Time deadline) const;

 private:
  absl::StatusOr<std::vector<std::vector<std::string>>> RarestFirst(absl::Time deadline,
                                                                    const Filter& filter) const;

  postgres::Pool& pool_;
};

}  // namespace broadsheet::query

// Reads the archive.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"
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

enum class ListOrder { kNewestFirst, kOldestFirst };

// Which place of a list to go on behind.
struct ListKey {
  absl::Time list_time;
  std::string id;
};

// A part of a list.
struct ListPage {
  std::vector<StoredArticle> articles;
  // The last batch that changed something of the list, or of one that holds it: from an
  // archive that has reached it, the list goes on as it began.
  article::v1::Cursor touched;
};

// A term and how many articles have it; `facet` is its kind, for mentions with the
// number of the entity's ("t:", "m:1").
struct FacetCount {
  std::string facet;
  std::string term;
  int64_t article_count;
};

struct FacetCounts {
  std::vector<FacetCount> counts;
  v1::ListFacetsResponse::Basis basis = v1::ListFacetsResponse::BASIS_COUNTED;
  v1::ListFacetsResponse::Basis months_basis = v1::ListFacetsResponse::BASIS_COUNTED;
  // How many articles were counted.
  int64_t articles = 0;
};

// Over so many articles facets are counted at most.
inline constexpr int kFacetSample = 2000;

// Reads what ArchiveProjection writes; sees what was committed before the call.
// Thread-safe. Errors are the pool's.
class Archive {
 public:
  // The pool must outlive it.
  explicit Archive(postgres::Pool& pool) : pool_(pool) {}

  enum class Key { kId, kPath, kCanonicalUri };

  // Deleted ones too; nullopt where there is none. A path leads to a redacted article,
  // too. A canonical URI may be spelled in any way (UriKey); an article that has it as it is
  // spelled goes first.
  absl::StatusOr<std::optional<StoredArticle>> Get(absl::Time deadline, Key key,
                                                   const std::string& value) const;

  // Those that are there, in the order asked; from 3 MiB on without content.
  absl::StatusOr<std::vector<StoredArticle>> BatchGet(absl::Time deadline,
                                                      const std::vector<std::string>& ids,
                                                      bool full) const;

  // The first `limit` articles behind `after`, newest or oldest first, fewer where they
  // exceed 3 MiB: the last one is where they do. The filter's text is not looked
  // at.
  absl::StatusOr<ListPage> List(absl::Time deadline, const Filter& filter, ListOrder order,
                                const std::optional<ListKey>& after, int limit, bool full) const;

  // `touched` of such a list.
  absl::StatusOr<article::v1::Cursor> Touched(absl::Time deadline, const Filter& filter) const;

  // Serialised categories by slug, with their counts.
  absl::StatusOr<std::vector<std::pair<std::string, int64_t>>> Categories(
      absl::Time deadline) const;

  // The `limit` most frequent terms of each facet, and the newest months, over what
  // the filter admits (its text is not looked at), or over articles by their ids.
  absl::StatusOr<FacetCounts> Facets(absl::Time deadline, const Filter& filter, int limit) const;
  absl::StatusOr<FacetCounts> FacetsOf(absl::Time deadline, const std::vector<std::string>& ids,
                                       int limit) const;

  // How many articles are listed.
  absl::StatusOr<int64_t> CountArticles(absl::Time deadline) const;

  // The keys of page tokens that all instances share.
  absl::StatusOr<std::vector<std::string>> PageTokenKeys(absl::Time deadline) const;

 private:
  // A filter's terms: of each group an article must have one.
  struct Groups {
    std::vector<std::vector<std::string>> terms;
    article::v1::Cursor touched;
  };
  absl::StatusOr<Groups> RarestFirst(absl::Time deadline, const Filter& filter) const;

  postgres::Pool& pool_;
};

}  // namespace broadsheet::query

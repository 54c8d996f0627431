// How changes of storage's log change lists: what WatchArticles tells.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "broadsheet/storage/v1/change.pb.h"
#include "query/category_tree.h"

namespace broadsheet::query {

// Which lists an article is on: its terms (terms.h), none where it is not listed.
struct Listing {
  std::vector<std::string> terms;
  absl::Time list_time;
};

// What one change did to one article.
struct ListChange {
  // The change's place in the log, and this one's place among those of that change.
  int64_t position = 0;
  int64_t ordinal = 0;
  std::string commit_id;
  std::string article_id;
  // Unset where it is not known: what was redacted is forgotten, so that whatever matched it
  // must be taken to have.
  std::optional<Listing> before;
  Listing after;
  // Nothing but a tombstone is left of the article.
  bool retracted = false;
  // A serialised Article as it was after the change, without bodies; a stub where it is not
  // listed.
  std::string teaser;
};

// In the order of the log. `held` has the articles' listings before; all else was not listed.
// Categories are not looked at. Pure.
std::vector<ListChange> ListChangesOf(absl::Span<const storage::v1::Change* const> changes,
                                      const CategoryTree& tree,
                                      std::map<std::string, Listing> held);

// The articles of which something was redacted: what was known of them before is to be
// forgotten. Pure.
std::vector<std::string> RedactedIds(absl::Span<const storage::v1::Change* const> changes);

// What is said of an article that has left a list: its name, revision and times. Pure.
article::v1::Article StubOf(const article::v1::Article& article);

}  // namespace broadsheet::query

// What an observation does to an article: decisions on values, without a
// database or a clock.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "storage/field_digests.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// What an origin last said.
struct OriginState {
  absl::Time observe_time;
  std::string digest;
  std::vector<std::string> categories;
  std::vector<std::string> tags;
  // Of the fields that it has asserted or that were derived from its text, each as it
  // came last.
  FieldDigests fields;
};

// An article as the record holds it, or as the writes before in a batch leave it.
struct ArticleState {
  std::string id;
  // The newest revision. Without its path and etag while it is new in a batch.
  Article article;
  // The newest observation.
  absl::Time observe_time = absl::InfinitePast();
  std::string body_origin;
  std::map<std::string, OriginState> origins;
  // Nothing but a tombstone is left of it.
  bool redacted = false;

  // What of it the database does not hold yet.
  bool is_new = false;
  bool is_changed = false;
  std::set<std::string> changed_origins;

  bool deleted() const { return article.has_delete_time(); }
};

struct Decision {
  WriteOutcome outcome = article::v1::WRITE_OUTCOME_UNSPECIFIED;
  // `state->article` is a new revision, of this kind.
  bool revised = false;
  Revision::Kind kind = Revision::KIND_UNSPECIFIED;
};

// Applies a write to the article that it is about. A state without a revision
// (0) becomes revision 1. `now` is when revisions are written; an article's
// revisions are later than one another all the same. Thread-safe.
Decision Observe(const ArticleWrite& write, absl::Time now, ArticleState* state);

// Makes `article`, which has changed, the next revision.
void Revise(Article article, absl::Time now, ArticleState* state);

// The first revision (0 as yet) of an article that says what `seen` does: its name
// and its times are its own, its path and etag are still to be given.
Article NewArticle(const std::string& id, const Article& seen, absl::Time now);

// Sets categories and tags to the union of what the origins say. Whether that
// changed any.
bool UniteShelves(const ArticleState& state, Article* article);

// What filters look at in an article.
FilterableFields FilterableFieldsOf(const Article& article);

}  // namespace broadsheet::storage

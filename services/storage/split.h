// How an article is split in two: decisions on values, without a database.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/decide.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Digests of keys, see identity.h.
using KeySet = std::set<std::string>;

// The keys that `request` names, of an article of the site. INVALID_ARGUMENT that
// blames the one that is not among `held`; at least one is required.
absl::StatusOr<KeySet> NamedKeys(const v1::SplitArticleRequest& request,
                                 const std::string& site_uri, const KeySet& held);

// A revision whose content is there, of the article or of one that was merged into
// it.
struct Candidate {
  std::string article_id;
  int64_t revision = 0;
  std::string actor;
  // Whether a key that is named is among those of its snapshot.
  bool has_named_key = false;
};

// The revisions that tell what each of the two says.
struct Halves {
  Candidate staying;
  Candidate moving;
};

// The first in `history` that has one of the named keys moves, else the first of the
// article's own that one of the `origins` made; the first other one of its own stays.
// FAILED_PRECONDITION where there is no such revision. `history` is newest first, the
// article's own before others.
absl::StatusOr<Halves> ChooseHalves(const v1::SplitArticleRequest& request,
                                    const std::vector<Candidate>& history);

// What becomes of the keys of an article.
struct KeySplit {
  KeySet staying;
  KeySet moving;
  // Both say them: they tell neither from the other, and are no keys any more.
  KeySet retired;
};

// Divides `held`: those that are named move, and the others that only the moving
// half says.
KeySplit DivideKeys(const KeySet& held, const KeySet& named, const KeySet& of_staying,
                    const KeySet& of_moving);

// Forgets what origins said of the article, but what they filed it under: their next
// deliveries are looked at anew.
void HearAnew(ArticleState* state);

// Forgets that too: what `article`, which `actor` once made of it, is filed under
// stands as if said by `actor` alone.
void StartAnewWith(const Article& article, const std::string& actor, ArticleState* state);

}  // namespace broadsheet::storage

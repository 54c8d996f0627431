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

// A revision whose content is there.
struct Candidate {
  int64_t revision;
  std::string actor;
  // Whether a key that moves is among those of its snapshot.
  bool has_named_key;
};

// The revisions that tell what each of the two says.
struct Halves {
  int64_t staying = 0;
  int64_t moving = 0;
  // Its keys belong to `moving`: it was not chosen by who made it.
  bool by_key = false;
};

// The newest revision with one of the named keys moves, else the newest that one of
// the `origins` made; the newest other one stays. FAILED_PRECONDITION where there is
// no such revision. `history` is newest first.
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

// Forgets all that origins said of the article. What `article`, which `actor` once
// made of it, is filed under stands as if said by `actor` alone.
void StartAnewWith(const Article& article, const std::string& actor, ArticleState* state);

}  // namespace broadsheet::storage

// Takes what was redacted out of all that ingest keeps.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"

namespace broadsheet::ingest {

// What storage's log says of a redaction.
struct Redacted {
  std::string article_id;
  // All of its revisions, or some.
  bool wholly = false;
  // Keys that it still has, where not wholly.
  std::vector<std::string> keys;
  // Who made its revisions.
  std::vector<std::string> actors;
  absl::Time time;
};

// Inside of a transaction: documents that were fetched before and in which the article was,
// or may have been, as one of its feeds had them; rejects that are about it, or of which
// nobody knows what they are about, of those feeds; what is remembered of their entries; what their
// hubs delivered and nobody has taken in yet (the feeds are fetched instead).
// Rather too much than too little. Of one that was redacted wholly nothing is kept from now
// on. Logs how much went. Errors are those of the transaction.
absl::Status PurgeRedacted(postgres::Transaction& tx, const Redacted& redacted);

}  // namespace broadsheet::ingest

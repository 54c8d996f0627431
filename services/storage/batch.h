// A request to write on its way through storage.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// What batches have in common that must take effect in the order in which they
// came: those of one stream. After one has failed, none behind it is written.
struct Lane {
  std::atomic<bool> broken = false;
};

struct Batch {
  v1::BatchWriteArticlesRequest request;
  // When the caller gives up.
  absl::Time deadline = absl::InfiniteFuture();
  // Null where the order does not matter.
  std::shared_ptr<Lane> lane;

  // Tells the same request from another one with its id: SHA-256 over what the
  // caller stated of each write (origin, observation digest, asserted fields,
  // allow_undelete). Times, and what was made of the statement, may differ when it
  // is sent again.
  std::string digest;
  // About how many bytes the request takes in memory.
  size_t bytes = 0;
  // Of each write: the keys of its article, those that it may have been given before
  // (FormerKeysOf()), and why it can't be kept, if so.
  std::vector<std::vector<std::string>> keys;
  std::vector<std::vector<std::string>> former_keys;
  std::vector<absl::Status> errors;
  // Sorted: what several articles of the batch share, and so is no key.
  std::vector<std::string> shared_keys;
};

// Checks and prepares a request. INVALID_ARGUMENT where it is wrong as a whole.
// Thread-safe.
absl::StatusOr<Batch> PrepareBatch(v1::BatchWriteArticlesRequest request);

}  // namespace broadsheet::storage

// Reading again what is in quarantine.
#pragma once

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"
#include "ingest/quarantine/quarantine.h"

namespace broadsheet::ingest {

// The entry that a reject holds (its `entry` is not empty, its bytes are whole),
// as the only one of a document. Feeds' and archives' entries are put back into a
// document of their kind, and keep the reject's bytes and id. An error is that of
// the parser. Thread-safe.
absl::StatusOr<Document> RereadEntry(const KeptReject& kept);

}  // namespace broadsheet::ingest

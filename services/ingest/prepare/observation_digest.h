// Tells whether a source says the same as last time.
#pragma once

#include <string>

#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// SHA-256 over the publisher's fields as they came, before anything is cleaned or
// derived: article, category and tag names, dates. What stands around an entry
// (its raw bytes, where links are relative to) is not part of it. Deterministic;
// thread-safe.
std::string ObservationDigest(const Entry& entry);

}  // namespace broadsheet::ingest

// What deliveries come to, in numbers.
#pragma once

#include <cstdint>
#include <string>

#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"

namespace broadsheet::ingest {

// All here is thread-safe.

// Counts one article; UNSPECIFIED is a reject.
void Count(article::v1::WriteOutcome outcome, v1::IngestCounts* counts);

// Counts what was left out on purpose, of a kind.
void CountLeftOut(const std::string& kind, int64_t number, v1::IngestCounts* counts);

// Adds each number of `more`.
void AddCounts(const v1::IngestCounts& more, v1::IngestCounts* counts);

}  // namespace broadsheet::ingest

// Which articles an export is of.
#pragma once

#include "absl/status/status.h"
#include "broadsheet/storage/v1/archive.pb.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// INVALID_ARGUMENT that blames the field, under "filter". Thread-safe.
absl::Status CheckFilter(const v1::ArchiveFilter& filter);

// Whether an article is meant; `newest` is its newest revision. Thread-safe.
bool Matches(const v1::ArchiveFilter& filter, const Article& newest);

}  // namespace broadsheet::storage

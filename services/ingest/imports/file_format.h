// What a file is.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"

namespace broadsheet::ingest {

// Enough of a file to see that.
inline constexpr size_t kBeginningBytes = 8 << 10;

// The format of a file, by how it begins. INVALID_ARGUMENT where that is nothing that can be
// imported. Thread-safe.
absl::StatusOr<v1::ImportHeader::Format> RecogniseFormat(std::string_view beginning);

}  // namespace broadsheet::ingest

// Preparing many entries at once.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ingest/entry.h"
#include "ingest/pipeline.h"

namespace broadsheet::ingest {

// Prepare() of each, in order, on as many threads as the machine has cores.
// Thread-safe.
std::vector<absl::StatusOr<PreparedEntry>> PrepareAll(absl::Span<const Entry> entries,
                                                      const PipelineContext& context);

}  // namespace broadsheet::ingest

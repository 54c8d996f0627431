// JSONL: an Article a line.
#pragma once

#include <memory>

#include "ingest/imports/format_import.h"

namespace broadsheet::ingest {

// Delivers lines in batches as they come. A line of more than 4 MiB, or a bad one, is a reject
// alone. `job` must outlive it.
std::unique_ptr<FormatImport> NewLineImport(ImportJob& job);

}  // namespace broadsheet::ingest

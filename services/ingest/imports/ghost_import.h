// Ghost's exports.
#pragma once

#include <memory>

#include "ingest/imports/format_import.h"

namespace broadsheet::ingest {

// Ghost writes its tables in the order of their names: posts come before what says whose they
// are. So they wait in a temporary file, and are delivered in parts at the end; the other
// tables are held, 32 MiB of them at most. A bad post is a reject alone. `job` must outlive
// it.
std::unique_ptr<FormatImport> NewGhostImport(ImportJob& job);

}  // namespace broadsheet::ingest

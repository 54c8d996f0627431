// The record, written to a file that another installation can take in.
#pragma once

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/session.h"

namespace broadsheet::cli {

// Writes the articles that `filter` means to standard output, with all their revisions, and all
// categories. One page is held at a time. An error where storage does not answer, or where
// standard output can't be written; the file has no end then.
Outcome ExportArchive(Session& session, const FilterOptions& filter);

}  // namespace broadsheet::cli

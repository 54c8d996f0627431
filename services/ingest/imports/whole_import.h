// Files that can be read only as a whole: feeds, Substack's exports, lists of feeds.
#pragma once

#include <memory>

#include "ingest/imports/format_import.h"

namespace broadsheet::ingest {

// Holds the file, at most 64 MiB, and what it was read as; delivers it in parts. The feeds of
// an OPML list become feeds that are polled; each under the header's categories, too. `job`
// must outlive it.
std::unique_ptr<FormatImport> NewWholeImport(ImportJob& job, v1::ImportHeader::Format format);

}  // namespace broadsheet::ingest

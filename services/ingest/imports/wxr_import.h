// WordPress exports.
#pragma once

#include <memory>

#include "ingest/imports/format_import.h"

namespace broadsheet::ingest {

// Delivers the posts of an export in parts as they come, in memory that does not grow with the
// file but for the addresses of its pictures (PictureIndex). A post whose picture comes
// only later waits for it in a temporary file: each article is written once. Where there is
// no room for that, it is written without the picture. A bad item is a reject alone. `job`
// must outlive it.
std::unique_ptr<FormatImport> NewWxrImport(ImportJob& job);

}  // namespace broadsheet::ingest

// Lists of feeds, in and out.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "cli/commands.h"

namespace broadsheet::cli {

// `feeds` as an OPML list, each in a folder of its first category. Pages that are polled are
// not in it: other readers could not read them. Thread-safe.
std::string OpmlOf(const std::vector<ingest::v1::Feed>& feeds);

// Add the commands `import` and `export` to `feeds`.
void AddFeedImport(CLI::App& group, Action& chosen);
void AddFeedExport(CLI::App& group, Action& chosen);

}  // namespace broadsheet::cli

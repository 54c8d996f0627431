// The file of entities and their names that ingest looks for in articles, and query in
// queries. The head of gazetteer.tsv says what its lines are.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace broadsheet {

// The text of the gazetteer in `path`; without one, of the one that binaries bring. NOT_FOUND
// where the file can't be read, INVALID_ARGUMENT where it has more than 16 MiB; both name
// --gazetteer and the file.
absl::StatusOr<std::string> ReadGazetteer(const std::string& path);

}  // namespace broadsheet

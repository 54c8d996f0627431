// One file on its way to ingest.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "cli/session.h"

namespace broadsheet::cli {

// How far a file came.
struct Imported {
  ingest::v1::ImportProgress progress;
  // Ctrl-C ended it.
  bool interrupted = false;
};

// Sends `file` ("-" for standard input) behind `header`, whose name and size it
// sets, and shows progress. Errors name the file, and say how far it came.
absl::StatusOr<Imported> ImportFile(Session& session, const std::string& file,
                                    ingest::v1::ImportHeader header);

// Prints what a file came to: a line, or ProtoJSON.
absl::Status PrintImported(Session& session, const std::string& file,
                           const ingest::v1::ImportProgress& done);

// Says how far an import came that was interrupted, and how to go on. Thread-safe.
std::string InterruptedText(const ingest::v1::ImportProgress& progress);

}  // namespace broadsheet::cli

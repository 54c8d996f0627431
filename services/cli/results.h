// What writes came to.
#pragma once

#include <string>

#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "cli/exit_code.h"
#include "cli/session.h"

namespace broadsheet::cli {

// "12 created, 3 revised, 1 rejected"; "nothing" without any. Thread-safe.
std::string CountsText(const ingest::v1::IngestCounts& counts);

// How many articles the counts speak of. Thread-safe.
int64_t Total(const ingest::v1::IngestCounts& counts);

// kRejected where anything was, kOk otherwise. Thread-safe.
ExitCode CodeOf(const ingest::v1::IngestCounts& counts);

// One line: the outcome and the name, or why it was refused and where it is kept.
void PrintResult(const ingest::v1::PushResult& result, Printer& out);

// Returns when query answers from data that includes `read_after`.
absl::Status WaitUntilReadable(const Session& session, const article::v1::Cursor& read_after);

// The help of --wait, the same everywhere.
inline constexpr char kWaitHelp[] = "Return only when lists and articles show it";

}  // namespace broadsheet::cli

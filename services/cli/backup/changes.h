// The change log, read to its end.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "broadsheet/storage/v1/change.pb.h"
#include "cli/session.h"

namespace broadsheet::cli {

// Gives `take` each change behind `after`, up to what was the newest when the first page was
// read, and moves `after` along. One page is held at a time. OUT_OF_RANGE where the log does not
// go on from there; an error of `take` ends it.
absl::Status ReadChanges(const Session& session, article::v1::Cursor& after,
                         absl::FunctionRef<absl::Status(const storage::v1::Change&)> take);

}  // namespace broadsheet::cli

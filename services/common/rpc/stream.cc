#include "common/rpc/stream.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet {

absl::Status SlowReader(absl::Duration timeout) {
  return WithReason(absl::ResourceExhaustedError(
                        absl::StrCat("the caller has not read for ", absl::FormatDuration(timeout),
                                     "; come back with the last cursor or request")),
                    "SLOW_READER");
}

}  // namespace broadsheet

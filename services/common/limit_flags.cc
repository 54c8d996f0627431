#include "common/limit_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

ABSL_FLAG(int, max_queued_calls, broadsheet::RpcLimits().max_queued_calls,
          "calls that may wait for a thread, of each kind");
ABSL_FLAG(int, max_queued_mib, broadsheet::RpcLimits().max_queued_bytes >> 20,
          "size of the requests that may wait for a thread, in MiB");
ABSL_FLAG(int, max_waiting_calls, broadsheet::RpcLimits().max_waiting_calls,
          "calls that may wait without a thread");
ABSL_FLAG(int, max_open_streams, broadsheet::RpcLimits().max_open_streams,
          "streams that may be open; one more ends the one that was silent longest");
ABSL_FLAG(absl::Duration, stream_idle_timeout, broadsheet::RpcLimits().stream_idle_timeout,
          "how long a stream's caller may be silent");
ABSL_FLAG(int, max_concurrent_calls, broadsheet::ConnectionLimits().max_concurrent_calls,
          "calls at a time on one connection");
ABSL_FLAG(absl::Duration, max_connection_idle, broadsheet::ConnectionLimits().max_idle,
          "how long a connection may be without a call");
ABSL_FLAG(absl::Duration, max_connection_age, broadsheet::ConnectionLimits().max_age,
          "how long a connection may take new calls; what runs then may go on for a day");
ABSL_FLAG(int, max_buffered_mib, broadsheet::ConnectionLimits().max_buffered_bytes >> 20,
          "what all connections may have received and not handed on, in MiB");

namespace broadsheet {
namespace {

absl::StatusOr<int> AtLeast(int least, const absl::Flag<int>& flag) {
  const int value = absl::GetFlag(flag);
  if (value >= least) return value;
  return absl::InvalidArgumentError(
      absl::StrCat("--", flag.Name(), ": ", value, " is less than ", least));
}

absl::StatusOr<int64_t> Mebibytes(const absl::Flag<int>& flag) {
  ASSIGN_OR_RETURN(const int value, AtLeast(1, flag));
  return int64_t{value} << 20;
}

absl::StatusOr<absl::Duration> Positive(const absl::Flag<absl::Duration>& flag) {
  const absl::Duration value = absl::GetFlag(flag);
  if (value > absl::ZeroDuration()) return value;
  return absl::InvalidArgumentError(
      absl::StrCat("--", flag.Name(), ": ", absl::FormatDuration(value), " is not above 0"));
}

}  // namespace

absl::StatusOr<ServiceLimits> ReadLimitFlags() {
  ServiceLimits limits;
  ASSIGN_OR_RETURN(limits.calls.max_queued_calls, AtLeast(0, FLAGS_max_queued_calls));
  ASSIGN_OR_RETURN(limits.calls.max_queued_bytes, Mebibytes(FLAGS_max_queued_mib));
  ASSIGN_OR_RETURN(limits.calls.max_waiting_calls, AtLeast(0, FLAGS_max_waiting_calls));
  ASSIGN_OR_RETURN(limits.calls.max_open_streams, AtLeast(1, FLAGS_max_open_streams));
  ASSIGN_OR_RETURN(limits.calls.stream_idle_timeout, Positive(FLAGS_stream_idle_timeout));
  ASSIGN_OR_RETURN(limits.connections.max_concurrent_calls, AtLeast(1, FLAGS_max_concurrent_calls));
  ASSIGN_OR_RETURN(limits.connections.max_idle, Positive(FLAGS_max_connection_idle));
  ASSIGN_OR_RETURN(limits.connections.max_age, Positive(FLAGS_max_connection_age));
  ASSIGN_OR_RETURN(limits.connections.max_buffered_bytes, Mebibytes(FLAGS_max_buffered_mib));
  return limits;
}

}  // namespace broadsheet

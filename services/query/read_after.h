// "I see my own write": what `read_after` in a request asks for.
#pragma once

#include "absl/status/status.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/call.h"
#include "query/cursor_gate.h"
#include "query/log_end.h"

namespace broadsheet::query {

// Thread-safe.
class ReadAfter {
 public:
  // `storage` must outlive it.
  explicit ReadAfter(storage::v1::StorageService::StubInterface& storage)
      : storage_(storage), log_end_(storage) {}

  // OK where what is behind `gate` includes `wanted`. Where it does not yet, `call`, which
  // must be one that can wait (Call::suspension), is suspended until it does, and what is
  // returned is UNAVAILABLE with reason PROJECTION_BEHIND; that is the answer shortly before
  // the deadline, too. OUT_OF_RANGE
  // with reason LOG_DIVERGED where the log does not hold `wanted`, or does not reach as
  // far: a cursor beyond it, or of another epoch, is shown to storage. INVALID_ARGUMENT
  // blames a field of read_after.
  absl::Status Check(const Call& call, const article::v1::Cursor& wanted, CursorGate& gate);

 private:
  absl::Status AwaitLogEnd(const Call& call, const article::v1::Cursor& wanted);
  void AskStorage(const Call& call, const article::v1::Cursor& wanted);

  storage::v1::StorageService::StubInterface& storage_;
  LogEnd log_end_;
};

}  // namespace broadsheet::query

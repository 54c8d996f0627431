// "I see my own write": what `read_after` in a request asks for.
#pragma once

#include "absl/status/status.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/call.h"
#include "query/cursor_gate.h"

namespace broadsheet::query {

// Waits until what is behind `gate` includes `wanted`, as CursorGate::Await. A
// cursor of an earlier epoch is shown to storage: OUT_OF_RANGE with reason
// LOG_DIVERGED where the log no longer holds it. INVALID_ARGUMENT blames a field
// of read_after. Thread-safe.
absl::Status AwaitReadAfter(const Call& call, const article::v1::Cursor& wanted,
                            const CursorGate& gate,
                            storage::v1::StorageService::StubInterface& storage);

}  // namespace broadsheet::query

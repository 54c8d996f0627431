// The flags of who may call a service.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/auth/callers.h"

namespace broadsheet {

// As the flags say: null where everybody may call. Fails as Callers::Make() does, and with
// FAILED_PRECONDITION where `listen` ("0.0.0.0:50051") can be reached from other machines and
// nothing says who may call, nor that everybody may.
absl::StatusOr<std::unique_ptr<Callers>> ReadCallerFlags(const std::string& listen);

// What each caller may ask for whose line in the list states nothing else; with --callers_file or
// without. INVALID_ARGUMENT names the flag.
absl::StatusOr<Quota> ReadQuotaFlags();

// Whether only this machine reaches what listens there: "127.0.0.1:50051", "[::1]:0",
// "localhost:1", "unix:/path".
bool IsLoopback(const std::string& listen);

}  // namespace broadsheet

// UUIDs, as 36-character lower-case text: "018f3c2e-7b1a-7c3d-9e4f-0123456789ab".
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace broadsheet {

// A UUIDv7 (RFC 9562): `now` in milliseconds, then 74 random bits. Ids made in
// order of time sort in that order, to the millisecond. Thread-safe.
std::string NewUuid(absl::Time now);

// Whether `text` is a UUID in the form above.
bool IsUuid(std::string_view text);

// The 16 bytes of a UUID, and back. `uuid` must be one in the form above (or the process
// ends), `bytes` 16 bytes. Thread-safe.
std::string UuidToBytes(std::string_view uuid);
std::string UuidFromBytes(std::string_view bytes);

// `count` bytes from the system's random source. Ends the process if there is
// none. Thread-safe.
std::string RandomBytes(size_t count);

}  // namespace broadsheet

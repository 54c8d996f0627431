// Values in the binary form of PostgreSQL's protocol, which is that of its types' send
// and receive functions: integers are big-endian, a time is microseconds since 2000.
// For params.cc and rows.cc alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace broadsheet::postgres {

// Types by their OIDs, which are the same everywhere (pg_type.dat).
enum class Type : uint32_t {
  kBool = 16,
  kBytea = 17,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kTextArray = 1009,
  kTimestamptz = 1184,
  kUuid = 2950,
};

template <class Integer>
void AppendBigEndian(Integer value, std::string& out) {
  for (int shift = 8 * (sizeof value - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

// Of the first bytes, which must be there.
template <class Integer>
Integer ReadBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return static_cast<Integer>(value);
}

// Microseconds since 2000-01-01 UTC, and back; infinite times are PostgreSQL's.
int64_t TimeToMicros(absl::Time time);
absl::Time TimeFromMicros(int64_t micros);

}  // namespace broadsheet::postgres

// Hexadecimal text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet {

// The bytes that pairs of hex digits (of either case) stand for; nullopt where
// `hex` is anything else. Thread-safe. (absl::BytesToHexString is the way back;
// absl::HexStringToBytes does not look at the digits, or is deprecated, as the version has it.)
std::optional<std::string> HexToBytes(std::string_view hex);

}  // namespace broadsheet

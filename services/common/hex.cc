#include "common/hex.h"

#include <array>
#include <cstdint>

namespace broadsheet {
namespace {

constexpr uint8_t kNoDigit = 0xff;

constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  for (uint8_t& digit : digits) digit = kNoDigit;
  for (int i = 0; i < 10; ++i) digits['0' + i] = i;
  for (int i = 0; i < 6; ++i) digits['a' + i] = digits['A' + i] = 10 + i;
  return digits;
}();

uint8_t DigitOf(char c) { return kDigits[static_cast<uint8_t>(c)]; }

}  // namespace

std::optional<std::string> HexToBytes(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes(hex.size() / 2, '\0');
  uint8_t wrong = 0;  // has a high bit where a digit was none
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint8_t high = DigitOf(hex[2 * i]);
    const uint8_t low = DigitOf(hex[2 * i + 1]);
    wrong |= high | low;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  if ((wrong & 0x80) != 0) return std::nullopt;
  return bytes;
}

}  // namespace broadsheet

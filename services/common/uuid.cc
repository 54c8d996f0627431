#include "common/uuid.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace broadsheet {
namespace {

constexpr size_t kUuidLength = 36;

bool IsLowerHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// Of a lower-case hexadecimal digit.
int DigitOf(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

bool IsHyphenPlace(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

// OpenSSL's random bytes, fetched many at a time: a fetch costs microseconds,
// however few it brings.
class RandomSource {
 public:
  std::string Take(size_t count) {
    std::string bytes;
    while (bytes.size() < count) {
      if (left_ == 0) Refill();
      const size_t part = std::min(count - bytes.size(), left_);
      // Those that were given away are kept nowhere.
      char* const from = buffer_.data() + buffer_.size() - left_;
      bytes.append(from, part);
      OPENSSL_cleanse(from, part);
      left_ -= part;
    }
    return bytes;
  }

 private:
  void Refill() {
    auto* const begin = reinterpret_cast<unsigned char*>(buffer_.data());
    if (RAND_bytes(begin, static_cast<int>(buffer_.size())) != 1) std::abort();
    left_ = buffer_.size();
  }

  std::array<char, 1024> buffer_;
  size_t left_ = 0;
};

}  // namespace

std::string RandomBytes(size_t count) {
  thread_local RandomSource source;
  return source.Take(count);
}

std::string NewUuid(absl::Time now) {
  std::string bytes = RandomBytes(16);
  const int64_t millis = absl::ToUnixMillis(now);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<char>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);  // version 7
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // variant 10
  return UuidFromBytes(bytes);
}

std::string UuidToBytes(std::string_view uuid) {
  if (!IsUuid(uuid)) std::abort();
  std::string bytes;
  for (size_t i = 0; i < uuid.size();) {
    if (IsHyphenPlace(i)) {
      ++i;
      continue;
    }
    bytes.push_back(static_cast<char>(DigitOf(uuid[i]) << 4 | DigitOf(uuid[i + 1])));
    i += 2;
  }
  return bytes;
}

std::string UuidFromBytes(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string uuid;
  uuid.reserve(kUuidLength);
  for (const char c : bytes) {
    if (IsHyphenPlace(uuid.size())) uuid.push_back('-');
    const auto byte = static_cast<uint8_t>(c);
    uuid.push_back(kDigits[byte >> 4]);
    uuid.push_back(kDigits[byte & 0xf]);
  }
  return uuid;
}

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsHyphenPlace(i) ? text[i] != '-' : !IsLowerHex(text[i])) return false;
  }
  return true;
}

}  // namespace broadsheet

// SHA-256 (FIPS 180-4).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace broadsheet {

// The 32 bytes of the digest of `bytes`. Thread-safe.
std::string Sha256(std::string_view bytes);

// Its first 8 bytes, as a big-endian number.
uint64_t Sha256Prefix(std::string_view bytes);

// The same, of bytes that come in parts. Not thread-safe.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void Add(std::string_view bytes);

  // The digest of all that was added. The stream can't be used after it.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// HMAC-SHA-256 (RFC 2104) of `bytes`, 32 bytes. Thread-safe.
std::string HmacSha256(std::string_view key, std::string_view bytes);

}  // namespace broadsheet

#include "ingest/websub/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace broadsheet::ingest {
namespace {

const EVP_MD* MethodOf(const std::string& name) {
  if (name == "sha1") return EVP_sha1();
  if (name == "sha256") return EVP_sha256();
  if (name == "sha384") return EVP_sha384();
  if (name == "sha512") return EVP_sha512();
  return nullptr;
}

}  // namespace

bool IsSignedBy(std::string_view secret, std::string_view body, std::string_view header) {
  const size_t equals = header.find('=');
  if (equals == std::string_view::npos) return false;
  const EVP_MD* method = MethodOf(absl::AsciiStrToLower(std::string(header.substr(0, equals))));
  if (method == nullptr) return false;
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  HMAC(method, secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(),
       reinterpret_cast<unsigned char*>(digest.data()), &size);
  const std::string right = absl::BytesToHexString(digest.substr(0, size));
  const std::string given = absl::AsciiStrToLower(std::string(header.substr(equals + 1)));
  return given.size() == right.size() &&
         CRYPTO_memcmp(given.data(), right.data(), right.size()) == 0;
}

}  // namespace broadsheet::ingest

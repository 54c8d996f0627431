// Certificates that a test makes for itself.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace broadsheet::testing {

// What a certificate is to say.
struct CertificateOptions {
  std::string common_name;
  // "DNS:storage,IP:127.0.0.1,URI:spiffe://news/storage", as x509v3_config(5) has it.
  std::string names = {};
  absl::Time begin = absl::Now() - absl::Hours(1);
  absl::Time end = absl::Now() + absl::Hours(1);
};

// In PEM.
struct CertificateAndKey {
  std::string certificate;
  std::string key;
};

// A CA of a test's own. Ends the process where OpenSSL fails.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const CertificateOptions& options = {"Test CA"});

  const std::string& pem() const { return pem_; }

  CertificateAndKey Issue(const CertificateOptions& options) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };

  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> certificate_;
  std::string pem_;
};

// Writes a file that only its owner can read; replaces, by a rename, what was there.
void WriteSecret(const std::string& path, const std::string& text);

}  // namespace broadsheet::testing

#include "common/auth/tls_files.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/auth/small_file.h"
#include "common/status.h"

namespace broadsheet {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bytes = std::unique_ptr<BIO, Freer<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<&EVP_PKEY_free>>;

Bytes BytesOf(const std::string& text) {
  return Bytes(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Asked for the passphrase of a key; by itself OpenSSL asks whoever is at the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::Time TimeOf(const ASN1_TIME* asn1) {
  std::tm time{};
  if (ASN1_TIME_to_tm(asn1, &time) != 1) return absl::InfinitePast();
  return absl::FromTM(time, absl::UTCTimeZone());
}

absl::StatusOr<std::vector<Certificate>> ReadCertificates(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path, FileAccess::kAnybody));
  const absl::Cleanup forget = [] { ERR_clear_error(); };
  const Bytes bytes = BytesOf(text);
  std::vector<Certificate> certificates;
  while (X509* certificate = PEM_read_bio_X509(bytes.get(), nullptr, &NoPassphrase, nullptr)) {
    certificates.emplace_back(certificate);
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return absl::InvalidArgumentError(absl::StrCat(path, " holds a certificate that is broken"));
  }
  if (certificates.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " holds no certificate in PEM"));
  }
  return certificates;
}

absl::Status CheckIsValid(const Certificate& certificate, const std::string& path, absl::Time now) {
  const absl::Time begin = TimeOf(X509_get0_notBefore(certificate.get()));
  const absl::Time end = TimeOf(X509_get0_notAfter(certificate.get()));
  if (begin > now) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is not valid before ", absl::FormatTime(begin, absl::UTCTimeZone())));
  }
  if (end <= now) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " has expired at ", absl::FormatTime(end, absl::UTCTimeZone())));
  }
  return absl::OkStatus();
}

absl::Status CheckPair(const TlsFiles& files, absl::Time now) {
  absl::StatusOr<std::vector<Certificate>> certificates = ReadCertificates(files.certificate.path);
  absl::Status certificate_status = certificates.status();
  if (certificates.ok()) {
    certificate_status = CheckIsValid(certificates->front(), files.certificate.path, now);
  }
  if (!certificate_status.ok()) return Annotate(certificate_status, files.certificate.flag);
  const absl::StatusOr<std::string> text = ReadSmallFile(files.key.path, FileAccess::kSecret);
  if (!text.ok()) return Annotate(text.status(), files.key.flag);
  const absl::Cleanup forget = [] { ERR_clear_error(); };
  const Key key(PEM_read_bio_PrivateKey(BytesOf(*text).get(), nullptr, &NoPassphrase, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(files.key.flag, ": ", files.key.path,
                     " holds no private key in PEM, or one that takes a passphrase"));
  }
  if (X509_check_private_key(certificates->front().get(), key.get()) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(files.key.flag, ": ", files.key.path,
                                                   " is not the key of the certificate in ",
                                                   files.certificate.path));
  }
  return absl::OkStatus();
}

absl::Status CheckCas(const std::string& path, absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<Certificate> cas, ReadCertificates(path));
  // An old one may stand beside the one that follows it.
  const bool any = std::any_of(cas.begin(), cas.end(), [&](const Certificate& ca) {
    return CheckIsValid(ca, path, now).ok();
  });
  return any ? absl::OkStatus() : CheckIsValid(cas.front(), path, now);
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files, const Clock& clock) {
  if (files.certificate.given() != files.key.given()) {
    const bool has_key = files.key.given();
    return absl::InvalidArgumentError(
        absl::StrCat((has_key ? files.key : files.certificate).flag, " takes ",
                     (has_key ? files.certificate : files.key).flag, " beside it"));
  }
  if (files.certificate.given()) RETURN_IF_ERROR(CheckPair(files, clock.Now()));
  if (!files.ca.given()) return absl::OkStatus();
  const absl::Status cas = CheckCas(files.ca.path, clock.Now());
  return cas.ok() ? cas : Annotate(cas, files.ca.flag);
}

absl::StatusOr<absl::Time> CertificateExpiry(const std::string& path) {
  ASSIGN_OR_RETURN(const std::vector<Certificate> certificates, ReadCertificates(path));
  return TimeOf(X509_get0_notAfter(certificates.front().get()));
}

}  // namespace broadsheet

#include "ingest/websub/signature.h"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::ingest {
namespace {

// RFC 2202 and RFC 4231, test case 2.
constexpr char kSecret[] = "Jefe";
constexpr char kBody[] = "what do ya want for nothing?";
constexpr char kSha256[] = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

bool IsSigned(const std::string& header) { return IsSignedBy(kSecret, kBody, header); }

TEST(SignatureTest, KnowsTheFourMethods) {
  EXPECT_TRUE(IsSigned("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
  EXPECT_TRUE(IsSigned(std::string("sha256=") + kSha256));
  EXPECT_TRUE(
      IsSigned("sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
               "8e2240ca5e69e2c78b3239ecfab21649"));
  EXPECT_TRUE(
      IsSigned("sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
               "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"));
}

TEST(SignatureTest, TakesDigitsInAnyCase) {
  EXPECT_TRUE(IsSigned("SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"));
}

TEST(SignatureTest, RefusesAllElse) {
  const std::string right = std::string("sha256=") + kSha256;
  EXPECT_FALSE(IsSignedBy("Jeff", kBody, right));
  EXPECT_FALSE(IsSignedBy(kSecret, "what do ya want for nothing", right));
  EXPECT_FALSE(IsSignedBy(kSecret, "", right));
  for (const std::string& header :
       {std::string(), std::string("sha256"), std::string("sha256="), std::string("="),
        right.substr(0, right.size() - 1), right + "0", std::string(kSha256),
        std::string("sha1=") + kSha256, std::string("md5=750c783e6ab0b503eaa86e310a5db738"),
        std::string("sha256= ") + kSha256, right + ", " + right}) {
    EXPECT_FALSE(IsSigned(header)) << header;
  }
}

}  // namespace
}  // namespace broadsheet::ingest

#include "common/sha256.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace broadsheet {
namespace {

// Vectors of FIPS 180-4's examples and RFC 4231 (test case 2).
TEST(Sha256Test, MatchesPublishedVectors) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(absl::BytesToHexString(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Sha256Test, PartsDigestAsTheWhole) {
  Sha256Stream stream;
  stream.Add("a");
  stream.Add("");
  stream.Add("bc");
  EXPECT_EQ(stream.Finish(), Sha256("abc"));
}

}  // namespace
}  // namespace broadsheet

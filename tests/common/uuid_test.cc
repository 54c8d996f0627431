#include "common/uuid.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace broadsheet {
namespace {

TEST(UuidTest, CarriesVersionVariantAndTime) {
  // The example of RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC.
  const std::string uuid = NewUuid(absl::FromUnixMillis(0x017F22E279B0));
  ASSERT_EQ(uuid.size(), 36u);
  EXPECT_EQ(uuid.substr(0, 13), "017f22e2-79b0");
  EXPECT_EQ(uuid[14], '7');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_TRUE(IsUuid(uuid));
}

TEST(UuidTest, DiffersEachTime) {
  const absl::Time now = absl::UnixEpoch();
  EXPECT_NE(NewUuid(now), NewUuid(now));
}

TEST(UuidTest, BytesAndTextAreTheSameUuid) {
  const std::string uuid = "00ff7fab-cdef-0123-4567-89abcdef0100";
  const std::string bytes("\x00\xff\x7f\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x00", 16);
  EXPECT_EQ(UuidToBytes(uuid), bytes);
  EXPECT_EQ(UuidFromBytes(bytes), uuid);
  EXPECT_DEATH(UuidToBytes("00ff7fab-cdef-0123-4567-89abcdef010g"), "");
}

TEST(UuidTest, RefusesOtherText) {
  for (const char* text :
       {"", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
        "017f22e279b0-7cc3-98c4-dc0c0c07398f0", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g"}) {
    EXPECT_FALSE(IsUuid(text)) << text;
  }
}

}  // namespace
}  // namespace broadsheet

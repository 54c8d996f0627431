#include "ingest/text/characters.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

namespace broadsheet::ingest {
namespace {

TEST(CharactersTest, AsciiIsWhatIcuSays) {
  for (UChar32 c = 0; c < 0x80; ++c) {
    const uint8_t traits = TraitsOf(c);
    EXPECT_EQ((traits & kSpace) != 0, u_isUWhiteSpace(c) != 0) << c;
    EXPECT_EQ((traits & kLetter) != 0, u_isalpha(c) != 0) << c;
    EXPECT_EQ((traits & kLetterOrDigit) != 0, u_isalnum(c) != 0) << c;
    const bool breaks = c == '\t' || c == '\n' || c == '\r';
    EXPECT_EQ((traits & kInvisible) != 0, u_iscntrl(c) && !breaks) << c;
    EXPECT_EQ((traits & kForbidden) != 0, u_iscntrl(c) && c != '\t' && c != '\n' && c != '\f') << c;
  }
}

TEST(CharactersTest, TellsWhatScriptsNeed) {
  EXPECT_EQ(TraitsOf(U'深'), kLetter | kLetterOrDigit | kIdeographic);
  EXPECT_EQ(TraitsOf(U'한'), kLetter | kLetterOrDigit | kIdeographic);
  EXPECT_EQ(TraitsOf(U'é'), kLetter | kLetterOrDigit);
  EXPECT_EQ(TraitsOf(U'٣'), kLetterOrDigit);
  EXPECT_EQ(TraitsOf(0x0301), kCombining);
  EXPECT_EQ(TraitsOf(0x3000), kSpace);
  EXPECT_EQ(TraitsOf(0x200D), kInvisible | kShaping);
  EXPECT_EQ(TraitsOf(0x200B), kInvisible | kForbidden);
  EXPECT_EQ(TraitsOf(0xFFFE), kForbidden);
  EXPECT_EQ(TraitsOf(0x10FFFF), kForbidden);
}

TEST(CharactersTest, BytesThatAreNoneAreReplacementCharacters) {
  std::u32string read;
  ForEachCharacter("a\xFF\xE6\xB7", [&](UChar32 c, int, int) { read += c; });
  EXPECT_EQ(read, U"a\uFFFD\uFFFD");
}

}  // namespace
}  // namespace broadsheet::ingest

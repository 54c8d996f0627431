// What each character is, by Unicode: ICU's answers, kept in a table, for those who ask of
// every character of a text.
#pragma once

#include <unicode/utf8.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace broadsheet::ingest {

// A character may be several of these.
enum CharacterTrait : uint8_t {
  // White space of any script.
  kSpace = 1 << 0,
  // Shows nothing: controls but line breaks and tabs, zero-width and format characters.
  kInvisible = 1 << 1,
  // A format character that letters change by: joiners (Persian, emoji), marks of direction,
  // and the tags of which flags are made.
  kShaping = 1 << 2,
  // HTML can't hold it: controls but white space, and what is no character.
  kForbidden = 1 << 3,
  kLetter = 1 << 4,
  kLetterOrDigit = 1 << 5,
  // Chinese, Japanese or Korean: a character that counts as a word.
  kIdeographic = 1 << 6,
  // Stands on the character before it.
  kCombining = 1 << 7,
};

namespace internal {

extern const std::array<uint8_t, 0x80> kAsciiTraits;
uint8_t TraitsBeyondAscii(UChar32 c);

}  // namespace internal

// The sum of the traits of `c`, which is at most 0x10FFFF. Thread-safe.
inline uint8_t TraitsOf(UChar32 c) {
  const auto code = static_cast<uint32_t>(c);
  return code < 0x80 ? internal::kAsciiTraits[code] : internal::TraitsBeyondAscii(c);
}

// Calls `visit(code point, begin, end)` for every character of UTF-8; U+FFFD for bytes that
// are none.
template <class Visit>
void ForEachCharacter(std::string_view text, Visit visit) {
  const auto length = static_cast<int>(text.size());
  for (int i = 0; i < length;) {
    const int begin = i;
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, length, c);
    visit(c, begin, i);
  }
}

}  // namespace broadsheet::ingest

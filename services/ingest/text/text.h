// Unicode text: what every step of the pipeline does to it. All functions are
// thread-safe; text is UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT that blames `field` and names the byte where `text` is not
// UTF-8 or holds a NUL.
absl::Status CheckText(std::string_view field, std::string_view text);

// `text` in NFC. Invalid UTF-8 becomes U+FFFD. Of more than 30 combining marks on
// one character the rest is dropped: no language has them, and to order them takes
// the square of their number.
std::string Nfc(std::string_view text);

// `text` without white space (of any script) at its ends, every run of it inside
// being one space. Control and zero-width characters vanish.
std::string CollapseSpace(std::string_view text);

// `text` without the characters that HTML can't hold: controls but white space, and
// what is no character.
std::string WithoutControls(std::string_view text);

// Whether CollapseSpace() leaves nothing.
bool IsBlank(std::string_view text);

// ASCII letters in lower case.
std::string AsciiLower(std::string_view text);

// In the letter case that is compared, whatever the script (Unicode's full case folding).
std::string FoldCase(std::string_view text);

// Whether most letters of `text` are Chinese, Japanese or Korean.
bool IsEastAsian(std::string_view text);

// Length of `text` in words; in East Asian text, in characters other than space.
size_t ReadingLength(std::string_view text);

// `text` in lower case, letters and digits alone: to compare wordings.
std::string Fingerprint(std::string_view text);

}  // namespace broadsheet::ingest

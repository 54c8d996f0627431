#include "ingest/text/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

int Length(std::string_view text) { return static_cast<int>(text.size()); }

// Calls `visit(code point, begin, end)` for every character; U+FFFD for bytes
// that are none.
template <class Visit>
void ForEach(std::string_view text, Visit visit) {
  for (int i = 0; i < Length(text);) {
    const int begin = i;
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, Length(text), c);
    visit(c, begin, i);
  }
}

std::string WithoutFloodsOfMarks(std::string_view text) {
  constexpr int kMostMarks = 30;
  std::string result;
  result.reserve(text.size());
  int marks = 0;
  ForEach(text, [&](UChar32 c, int begin, int end) {
    marks = u_getCombiningClass(c) == 0 ? 0 : marks + 1;
    if (marks <= kMostMarks) result.append(text, begin, end - begin);
  });
  return result;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// Format characters that letters change by: joiners (Persian, emoji), marks of direction, and
// the tags of which flags are made.
bool IsShaping(UChar32 c) {
  return (c >= 0x200C && c <= 0x200F) || c == 0x061C || (c >= 0xE0020 && c <= 0xE007F);
}

bool IsInvisible(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return u_iscntrl(c) || c == 0x200B || c == 0xFEFF || c == 0x2060;
}

bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c); }

bool IsIdeographic(UChar32 c) {
  switch (ublock_getCode(c)) {
    case UBLOCK_HANGUL_SYLLABLES:
    case UBLOCK_HIRAGANA:
    case UBLOCK_KATAKANA:
      return true;
    default:
      return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC);
  }
}

}  // namespace

absl::Status CheckText(std::string_view field, std::string_view text) {
  for (int i = 0; i < Length(text);) {
    const int at = i;
    UChar32 c;
    U8_NEXT(text.data(), i, Length(text), c);
    if (c == 0) return InvalidField(field, absl::StrCat("has a NUL byte at offset ", at));
    if (c < 0) {
      return InvalidField(
          field,
          absl::StrCat("invalid UTF-8 at byte ", at, " (0x",
                       absl::Hex(static_cast<unsigned char>(text[at]), absl::kZeroPad2), ")"));
    }
  }
  return absl::OkStatus();
}

std::string Nfc(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  const std::string given = WithoutFloodsOfMarks(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::StringPiece piece(given.data(), Length(given));
  if (nfc->isNormalizedUTF8(piece, error)) return given;
  std::string result;
  nfc->normalize(icu::UnicodeString::fromUTF8(piece), error).toUTF8String(result);
  return result;
}

std::string CollapseSpace(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool space = false;
  ForEach(text, [&](UChar32 c, int begin, int end) {
    if (IsInvisible(c) && !IsShaping(c)) return;
    if (IsSpace(c)) {
      space = true;
      return;
    }
    if (space && !result.empty()) result += ' ';
    space = false;
    result.append(text, begin, end - begin);
  });
  return result;
}

std::string WithoutControls(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  ForEach(text, [&](UChar32 c, int begin, int end) {
    const bool space = c == '\t' || c == '\n' || c == '\f';
    if ((u_iscntrl(c) && !space && !IsShaping(c)) || U_IS_UNICODE_NONCHAR(c)) return;
    result.append(text, begin, end - begin);
  });
  return result;
}

bool IsBlank(std::string_view text) {
  for (int i = 0; i < Length(text);) {
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, Length(text), c);
    if (!IsInvisible(c) && !IsSpace(c)) return false;
  }
  return true;
}

std::string AsciiLower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

std::string FoldCase(std::string_view text) {
  std::string folded;
  icu::UnicodeString::fromUTF8({text.data(), Length(text)}).foldCase().toUTF8String(folded);
  return folded;
}

bool IsEastAsian(std::string_view text) {
  int letters = 0;
  int ideographs = 0;
  ForEach(text, [&](UChar32 c, int, int) {
    if (!u_isalpha(c)) return;
    ++letters;
    if (IsIdeographic(c)) ++ideographs;
  });
  // A Chinese sentence about OPPO or 5G is Chinese: one character is a word.
  return ideographs * 3 > letters;
}

size_t ReadingLength(std::string_view text) {
  const bool characters = IsEastAsian(text);
  size_t length = 0;
  bool in_word = false;
  ForEach(text, [&](UChar32 c, int, int) {
    const bool space = IsSpace(c);
    if (!space && (characters || !in_word)) ++length;
    in_word = !space;
  });
  return length;
}

std::string Fingerprint(std::string_view text) {
  icu::UnicodeString folded;
  const icu::UnicodeString lower =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), Length(text))).foldCase();
  for (int32_t i = 0; i < lower.length(); i = lower.moveIndex32(i, 1)) {
    if (u_isalnum(lower.char32At(i))) folded.append(lower.char32At(i));
  }
  std::string result;
  folded.toUTF8String(result);
  return result;
}

}  // namespace broadsheet::ingest

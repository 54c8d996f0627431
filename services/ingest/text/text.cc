#include "ingest/text/text.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/text/characters.h"

namespace broadsheet::ingest {
namespace {

int Length(std::string_view text) { return static_cast<int>(text.size()); }

constexpr int kMostMarks = 30;

bool HasFloodOfMarks(std::string_view text) {
  int marks = 0;
  int most = 0;
  ForEachCharacter(text, [&](UChar32 c, int, int) {
    marks = TraitsOf(c) & kCombining ? marks + 1 : 0;
    most = std::max(most, marks);
  });
  return most > kMostMarks;
}

std::string WithoutFloodsOfMarks(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  int marks = 0;
  ForEachCharacter(text, [&](UChar32 c, int begin, int end) {
    marks = TraitsOf(c) & kCombining ? marks + 1 : 0;
    if (marks <= kMostMarks) result.append(text, begin, end - begin);
  });
  return result;
}

bool IsAscii(std::string_view text) {
  unsigned char bits = 0;
  for (const char c : text) bits |= static_cast<unsigned char>(c);
  return bits < 0x80;
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
  if (HasFloodOfMarks(text)) return Nfc(WithoutFloodsOfMarks(text));
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::StringPiece piece(text.data(), Length(text));
  if (nfc->isNormalizedUTF8(piece, error)) return std::string(text);
  std::string result;
  nfc->normalize(icu::UnicodeString::fromUTF8(piece), error).toUTF8String(result);
  return result;
}

std::string CollapseSpace(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool space = false;
  int kept = 0;
  const auto take_until = [&](int end) {
    if (end == kept) return;
    if (space && !result.empty()) result += ' ';
    space = false;
    result.append(text, kept, end - kept);
  };
  ForEachCharacter(text, [&](UChar32 c, int begin, int end) {
    const uint8_t traits = TraitsOf(c);
    if ((traits & (kSpace | kInvisible)) == 0) return;
    const bool vanishes = (traits & kInvisible) && !(traits & kShaping);
    if (!vanishes && !(traits & kSpace)) return;
    take_until(begin);
    space |= !vanishes;
    kept = end;
  });
  take_until(Length(text));
  return result;
}

std::string WithoutControls(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  int kept = 0;
  ForEachCharacter(text, [&](UChar32 c, int begin, int end) {
    if (!(TraitsOf(c) & kForbidden)) return;
    result.append(text, kept, begin - kept);
    kept = end;
  });
  return result.append(text, kept);
}

bool IsBlank(std::string_view text) {
  for (int i = 0; i < Length(text);) {
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, Length(text), c);
    if (!(TraitsOf(c) & (kInvisible | kSpace))) return false;
  }
  return true;
}

std::string AsciiLower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

std::string FoldCase(std::string_view text) {
  if (IsAscii(text)) return AsciiLower(text);
  std::string folded;
  icu::UnicodeString::fromUTF8({text.data(), Length(text)}).foldCase().toUTF8String(folded);
  return folded;
}

bool IsEastAsian(std::string_view text) {
  int letters = 0;
  int ideographs = 0;
  ForEachCharacter(text, [&](UChar32 c, int, int) {
    const uint8_t traits = TraitsOf(c);
    if (!(traits & kLetter)) return;
    ++letters;
    if (traits & kIdeographic) ++ideographs;
  });
  // A Chinese sentence about OPPO or 5G is Chinese: one character is a word.
  return ideographs * 3 > letters;
}

size_t ReadingLength(std::string_view text) {
  const bool characters = IsEastAsian(text);
  size_t length = 0;
  bool in_word = false;
  ForEachCharacter(text, [&](UChar32 c, int, int) {
    const bool space = TraitsOf(c) & kSpace;
    if (!space && (characters || !in_word)) ++length;
    in_word = !space;
  });
  return length;
}

std::string Fingerprint(std::string_view text) {
  const std::string folded = FoldCase(text);
  std::string result;
  result.reserve(folded.size());
  ForEachCharacter(folded, [&](UChar32 c, int begin, int end) {
    if (TraitsOf(c) & kLetterOrDigit) result.append(folded, begin, end - begin);
  });
  return result;
}

}  // namespace broadsheet::ingest

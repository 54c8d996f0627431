#include "common/slug.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace broadsheet {
namespace {

bool IsKept(UChar32 c) {
  constexpr uint32_t kKept = U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK;
  return (U_GET_GC_MASK(c) & kKept) != 0;
}

bool IsApostrophe(UChar32 c) { return c == '\'' || c == 0x2019; }

// Folded, and without apostrophes: marks that stand side by side for it are in order, too.
icu::UnicodeString FoldWithoutApostrophes(const icu::UnicodeString& text, UErrorCode& error) {
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return {};
  const icu::UnicodeString folded = fold->normalize(text, error);
  icu::UnicodeString kept;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    if (!IsApostrophe(folded.char32At(i))) kept.append(folded.char32At(i));
  }
  return kept.length() == folded.length() ? folded : fold->normalize(kept, error);
}

}  // namespace

std::string Slug(std::string_view text, size_t max_bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString folded = FoldWithoutApostrophes(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))),
      error);
  if (U_FAILURE(error)) return "";

  std::string slug;
  size_t last_word_end = 0;
  bool at_word_start = false;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (!IsKept(c)) {
      if (!at_word_start) last_word_end = slug.size();
      at_word_start = true;
      continue;
    }
    std::string next = at_word_start && !slug.empty() ? "-" : "";
    at_word_start = false;
    icu::UnicodeString(c).toUTF8String(next);
    if (slug.size() + next.size() > max_bytes) {
      if (last_word_end > 0) slug.resize(last_word_end);
      return slug;
    }
    slug += next;
  }
  return slug;
}

bool IsSlug(std::string_view text, size_t max_bytes) {
  return !text.empty() && text.size() <= max_bytes && Slug(text, max_bytes) == text;
}

}  // namespace broadsheet

#include "ingest/text/characters.h"

#include <unicode/uchar.h>

#include <array>
#include <atomic>
#include <memory>

namespace broadsheet::ingest {
namespace {

constexpr int kPageSize = 256;
using Page = std::array<uint8_t, kPageSize>;

bool IsShaping(UChar32 c) {
  return (c >= 0x200C && c <= 0x200F) || c == 0x061C || (c >= 0xE0020 && c <= 0xE007F);
}

bool IsInvisible(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return u_iscntrl(c) || c == 0x200B || c == 0xFEFF || c == 0x2060;
}

bool IsForbidden(UChar32 c) {
  const bool space = c == '\t' || c == '\n' || c == '\f';
  return (u_iscntrl(c) && !space && !IsShaping(c)) || U_IS_UNICODE_NONCHAR(c);
}

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

uint8_t AskedTraits(UChar32 c) {
  uint8_t traits = 0;
  if (u_isUWhiteSpace(c)) traits |= kSpace;
  if (IsInvisible(c)) traits |= kInvisible;
  if (IsShaping(c)) traits |= kShaping;
  if (IsForbidden(c)) traits |= kForbidden;
  if (u_isalpha(c)) traits |= kLetter;
  if (u_isalnum(c)) traits |= kLetterOrDigit;
  if (IsIdeographic(c)) traits |= kIdeographic;
  if (u_getCombiningClass(c) != 0) traits |= kCombining;
  return traits;
}

// Made when its first character is met; of two threads that make it, one is kept.
const Page& MakePage(std::atomic<const Page*>& slot, UChar32 first) {
  auto page = std::make_unique<Page>();
  for (int i = 0; i < kPageSize; ++i) (*page)[i] = AskedTraits(first + i);
  const Page* before = nullptr;
  if (!slot.compare_exchange_strong(before, page.get(), std::memory_order_acq_rel)) return *before;
  return *page.release();
}

}  // namespace

namespace internal {

constinit const std::array<uint8_t, 0x80> kAsciiTraits = [] {
  std::array<uint8_t, 0x80> traits{};
  for (int c = 0; c < 0x80; ++c) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    const bool control = c < ' ' || c == 0x7F;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (space) traits[c] |= kSpace;
    if (control && c != '\t' && c != '\n' && c != '\r') traits[c] |= kInvisible;
    if (control && c != '\t' && c != '\n' && c != '\f') traits[c] |= kForbidden;
    if (letter) traits[c] |= kLetter;
    if (letter || (c >= '0' && c <= '9')) traits[c] |= kLetterOrDigit;
  }
  return traits;
}();

uint8_t TraitsBeyondAscii(UChar32 c) {
  static std::array<std::atomic<const Page*>, 0x110000 / kPageSize> pages;
  std::atomic<const Page*>& slot = pages[c / kPageSize];
  const Page* page = slot.load(std::memory_order_acquire);
  if (page == nullptr) page = &MakePage(slot, c - c % kPageSize);
  return (*page)[c % kPageSize];
}

}  // namespace internal

}  // namespace broadsheet::ingest

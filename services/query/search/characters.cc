#include "query/search/characters.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <memory>
#include <vector>

#include "query/search/han_variants.h"

namespace broadsheet::query {
namespace {

constexpr char32_t kPlane = 0x10000;
// Below are ©, ®, digits and arrows: text.
constexpr char32_t kFirstEmoji = 0x2600;
constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kEmojiStyle = 0xFE0F;
// й and и are two letters.
constexpr UChar32 kShortI = 0x0439;

// A character by itself.
struct Folding {
  CharacterKind kind = CharacterKind::kBreak;
  // It belongs to the character before it.
  bool extends = false;
  std::string folded;
};

bool Has(UChar32 c, UProperty property) { return u_hasBinaryProperty(c, property) != 0; }

bool IsEmoji(char32_t character) {
  const auto c = static_cast<UChar32>(character);
  return character >= kFirstEmoji &&
         (Has(c, UCHAR_EXTENDED_PICTOGRAPHIC) || Has(c, UCHAR_EMOJI_PRESENTATION) ||
          Has(c, UCHAR_REGIONAL_INDICATOR));
}

bool IsRegionalIndicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

bool LosesMarks(UScriptCode script) {
  switch (script) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
      return true;
    default:
      return false;
  }
}

// Marks that make another letter of й and of kana.
bool ChangesItsLetter(char32_t mark) {
  return mark == 0x0306 || mark == 0x3099 || mark == 0x309A || mark == 0xFF9E || mark == 0xFF9F;
}

// ™ and ℠ stand behind words, and are none.
bool IsLegalMark(UChar32 c) { return c == 0x2122 || c == 0x2120; }

bool IsIdeograph(UChar32 c, UScriptCode script) {
  constexpr UChar32 kLongVowel = 0x30FC;
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
         script == USCRIPT_HANGUL || script == USCRIPT_BOPOMOFO || c == kLongVowel;
}

CharacterKind KindOf(UChar32 c, UScriptCode script) {
  if (u_isdigit(c)) return CharacterKind::kDigit;
  if (IsIdeograph(c, script)) return CharacterKind::kIdeograph;
  if (IsEmoji(static_cast<char32_t>(c))) return CharacterKind::kEmoji;
  const bool is_letter = (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
  if (!is_letter) return CharacterKind::kBreak;
  const bool unspaced = u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
  return unspaced ? CharacterKind::kUnspaced : CharacterKind::kLetter;
}

// Letters of Arabic script that are typed one for the other.
UChar32 PlainArabic(UChar32 c) {
  switch (c) {
    case 0x0649:  // alef maksura
    case 0x06CC:  // Farsi yeh
      return 0x064A;
    case 0x06A9:  // keheh
      return 0x0643;
    default:
      return c;
  }
}

// Folds single characters. Slow: the table below remembers.
class Folder {
 public:
  Folder() {
    UErrorCode error = U_ZERO_ERROR;
    compatible_ = icu::Normalizer2::getNFKCCasefoldInstance(error);
    canonical_ = icu::Normalizer2::getNFDInstance(error);
    ascii_.reset(icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, error));
  }

  Folding Fold(UChar32 c) const {
    Folding folding;
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString compatible = compatible_->normalize(icu::UnicodeString(c), error);
    icu::UnicodeString folded;
    for (int32_t i = 0; i < compatible.length(); i = compatible.moveIndex32(i, 1)) {
      Append(compatible.char32At(i), folded);
    }
    const UChar32 first = compatible.isEmpty() ? c : compatible.char32At(0);
    const UScriptCode script = uscript_getScript(first, &error);
    folding.kind = IsLegalMark(c) ? CharacterKind::kBreak : KindOf(first, script);
    folding.extends = Extends(c) || (folded.isEmpty() && compatible.isEmpty());
    if (folded.isEmpty()) folding.kind = CharacterKind::kBreak;
    if (folding.kind != CharacterKind::kBreak) folded.toUTF8String(folding.folded);
    return folding;
  }

  // `text` in one piece, where marks are part of their letters.
  icu::UnicodeString Compose(std::string_view text) const {
    UErrorCode error = U_ZERO_ERROR;
    return compatible_->normalize(
        icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())}), error);
  }

 private:
  static bool Extends(UChar32 c) {
    const int32_t syllable = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
    return u_getCombiningClass(c) != 0 || u_charType(c) == U_ENCLOSING_MARK || c == 0xFF9E ||
           c == 0xFF9F || syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO;
  }

  void Append(UChar32 c, icu::UnicodeString& folded) const {
    if (u_isdigit(c)) {
      folded.append(static_cast<UChar32>('0' + u_charDigitValue(c)));
      return;
    }
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &error);
    if (script == USCRIPT_HAN) {
      folded.append(static_cast<UChar32>(FoldHan(static_cast<char32_t>(c))));
    } else if (LosesMarks(script) && c != kShortI) {
      AppendWithoutMarks(c, script, folded);
    } else {
      folded.append(c);
    }
  }

  void AppendWithoutMarks(UChar32 c, UScriptCode script, icu::UnicodeString& folded) const {
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString apart = canonical_->normalize(icu::UnicodeString(c), error);
    icu::UnicodeString bare;
    for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
      const UChar32 part = apart.char32At(i);
      if (u_charType(part) != U_NON_SPACING_MARK) bare.append(PlainArabic(part));
    }
    if (script == USCRIPT_LATIN && c > 0x7F) {
      ascii_->transliterate(bare);
      bare.toLower();
    }
    folded.append(bare);
  }

  const icu::Normalizer2* compatible_ = nullptr;
  const icu::Normalizer2* canonical_ = nullptr;
  std::unique_ptr<icu::Transliterator> ascii_;
};

const Folder& TheFolder() {
  thread_local const Folder folder;
  return folder;
}

// The Basic Multilingual Plane, folded once.
class Table {
 public:
  struct Entry {
    CharacterKind kind;
    bool extends;
    uint8_t length;
    uint32_t begin;
  };

  Table() : entries_(kPlane) {
    for (char32_t c = 0; c < kPlane; ++c) {
      const bool surrogate = c >= 0xD800 && c < 0xE000;
      const Folding folding = surrogate ? Folding() : TheFolder().Fold(static_cast<UChar32>(c));
      entries_[c] = {folding.kind, folding.extends, static_cast<uint8_t>(folding.folded.size()),
                     static_cast<uint32_t>(bytes_.size())};
      bytes_ += folding.folded;
    }
  }

  const Entry& At(char32_t c) const { return entries_[c]; }
  std::string_view Folded(const Entry& entry) const {
    return std::string_view(bytes_).substr(entry.begin, entry.length);
  }

 private:
  std::vector<Entry> entries_;
  std::string bytes_;
};

const Table& TheTable() {
  static const Table* const table = new Table();
  return *table;
}

bool Extends(char32_t c) {
  return c < kPlane ? TheTable().At(c).extends : TheFolder().Fold(static_cast<UChar32>(c)).extends;
}

// The character at `at`; moves `at` behind it.
char32_t Take(std::string_view text, size_t& at) {
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(text.data(), at, text.size(), c);
  return static_cast<char32_t>(c);
}

char32_t Peek(std::string_view text, size_t at) { return at < text.size() ? Take(text, at) : 0; }

}  // namespace

bool ClusterReader::Next(Cluster& cluster) {
  if (at_ == text_.size()) return false;
  cluster.begin = at_;
  const char32_t c = Take(text_, at_);
  cluster.character = c;
  if (c < kPlane) {
    const Table::Entry& entry = TheTable().At(c);
    cluster.kind = entry.kind;
    cluster.folded = TheTable().Folded(entry);
  } else {
    Folding folding = TheFolder().Fold(static_cast<UChar32>(c));
    cluster.kind = folding.kind;
    folded_ = std::move(folding.folded);
    cluster.folded = folded_;
  }
  const bool followed_by_ascii =
      at_ == text_.size() || U8_IS_SINGLE(static_cast<uint8_t>(text_[at_]));
  if (!followed_by_ascii) {
    if (cluster.kind == CharacterKind::kEmoji) {
      ExtendEmoji(cluster);
    } else {
      Extend(cluster, c);
    }
  }
  cluster.end = at_;
  return true;
}

void ClusterReader::Extend(Cluster& cluster, char32_t first) {
  bool composes = false;
  for (char32_t next = Peek(text_, at_); next != 0 && Extends(next); next = Peek(text_, at_)) {
    Take(text_, at_);
    const bool vanishes = next < kPlane && TheTable().Folded(TheTable().At(next)).empty();
    composes = composes || !vanishes || ChangesItsLetter(next);
  }
  if (!composes || cluster.kind == CharacterKind::kBreak) return;
  const icu::UnicodeString composed =
      TheFolder().Compose(text_.substr(cluster.begin, at_ - cluster.begin));
  folded_.clear();
  for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    folded_ += TheFolder().Fold(composed.char32At(i)).folded;
  }
  cluster.folded = folded_;
}

// UTS #51: skin tones, joined emoji, flags.
void ClusterReader::ExtendEmoji(Cluster& cluster) {
  bool flag_may_follow = IsRegionalIndicator(cluster.character);
  while (true) {
    size_t behind = at_;
    const char32_t next = at_ < text_.size() ? Take(text_, behind) : 0;
    const bool tone = next >= 0x1F3FB && next <= 0x1F3FF;
    if (next == kEmojiStyle || tone || (flag_may_follow && IsRegionalIndicator(next))) {
      if (IsRegionalIndicator(next)) flag_may_follow = false;
    } else if (next == kJoiner && Peek(text_, behind) > kFirstEmoji) {
      Take(text_, behind);
    } else {
      break;
    }
    at_ = behind;
  }
  std::string folded;
  for (size_t at = cluster.begin; at < at_;) {
    const size_t begin = at;
    if (Take(text_, at) != kEmojiStyle) folded += text_.substr(begin, at - begin);
  }
  folded_ = std::move(folded);
  cluster.folded = folded_;
}

std::string Fold(std::string_view text) {
  std::string folded;
  ClusterReader clusters(text);
  for (Cluster cluster; clusters.Next(cluster);) {
    if (cluster.kind == CharacterKind::kBreak) {
      folded += ' ';
    } else {
      folded += cluster.folded;
    }
  }
  return folded;
}

}  // namespace broadsheet::query

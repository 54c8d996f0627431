#include "ingest/text/charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ingest/text/encoding_labels.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Where a page may declare its charset.
constexpr size_t kDeclarationBytes = 4096;
constexpr size_t kDetectionBytes = 64 << 10;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The value behind `name` and "=", with or without quotes.
std::string ValueOf(std::string_view text, std::string_view name) {
  size_t at = text.find(name);
  if (at == std::string_view::npos) return "";
  at = text.find_first_not_of(" \t\r\n", at + name.size());
  if (at == std::string_view::npos || text[at] != '=') return "";
  at = text.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string_view::npos) return "";
  const size_t end = text.find_first_of(" \t\r\n\"';>?/", at);
  return std::string(text.substr(at, end == std::string_view::npos ? end : end - at));
}

std::string CharsetOfMark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
  if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
  // UTF-16 without one: what begins a document is ASCII.
  if (bytes.size() >= 4 && bytes[1] == '\0' && bytes[3] == '\0' && bytes[0] != '\0') {
    return "utf-16le";
  }
  if (bytes.size() >= 4 && bytes[0] == '\0' && bytes[2] == '\0' && bytes[1] != '\0') {
    return "utf-16be";
  }
  return "";
}

std::string DeclaredCharset(std::string_view bytes) {
  const std::string head = AsciiLower(bytes.substr(0, kDeclarationBytes));
  if (const size_t xml = head.find("<?xml"); xml != std::string::npos && xml < 16) {
    const std::string declaration = head.substr(xml, head.find("?>", xml) - xml);
    return ValueOf(declaration, "encoding");
  }
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
    const std::string tag = head.substr(at, head.find('>', at) - at);
    if (std::string charset = ValueOf(tag, "charset"); !charset.empty()) return charset;
  }
  return "";
}

std::string DetectedCharset(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&error),
                                                                            &ucsdet_close);
  const std::string_view sample = bytes.substr(0, kDetectionBytes);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &error);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &error);
  const char* name = match != nullptr ? ucsdet_getName(match, &error) : nullptr;
  return U_SUCCESS(error) && name != nullptr ? name : "windows-1252";
}

// How much of some bytes is UTF-8.
struct Utf8Census {
  // Characters of several bytes, and of three or four.
  size_t whole = 0;
  size_t long_ones = 0;
  // Pieces that are none.
  size_t broken = 0;
};

// Calls `visit(code point or negative, begin, end)` for every character, or piece of one.
template <class Visit>
void ForEachCharacter(std::string_view bytes, Visit visit) {
  const auto size = static_cast<int64_t>(bytes.size());
  for (int64_t i = 0; i < size;) {
    const int64_t begin = i;
    UChar32 c;
    U8_NEXT(bytes.data(), i, size, c);
    visit(c, static_cast<size_t>(begin), static_cast<size_t>(i));
  }
}

Utf8Census CountUtf8(std::string_view bytes) {
  Utf8Census census;
  ForEachCharacter(bytes, [&](UChar32 c, size_t begin, size_t end) {
    if (c < 0) ++census.broken;
    if (c >= 0x80) ++census.whole;
    if (c >= 0x80 && end - begin >= 3) ++census.long_ones;
  });
  return census;
}

// Of a lone byte of 0x80 to 0x9F in windows-1252; U+FFFD where it has none.
void AppendWindows1252(unsigned char byte, std::string& out) {
  constexpr UChar32 kCharacters[32] = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  char utf8[U8_MAX_LENGTH];
  int length = 0;
  U8_APPEND_UNSAFE(utf8, length, kCharacters[byte - 0x80]);
  out.append(utf8, length);
}

DecodedText ReadUtf8(std::string_view bytes) {
  DecodedText read;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  read.text.reserve(bytes.size());
  size_t taken = 0;
  ForEachCharacter(bytes, [&](UChar32 c, size_t begin, size_t end) {
    if (c > 0) return;
    read.text.append(bytes, taken, begin - taken);
    taken = end;
    const auto first = static_cast<unsigned char>(bytes[begin]);
    if (read.defect.empty()) {
      read.defect = c == 0 ? absl::StrCat("a NUL byte at offset ", begin)
                           : absl::StrCat("invalid UTF-8 at byte ", begin, " (0x",
                                          absl::Hex(first, absl::kZeroPad2), ")");
    }
    if (c == 0) return;
    if (end - begin == 1 && first >= 0x80 && first <= 0x9F) {
      AppendWindows1252(first, read.text);
    } else {
      read.text += kReplacement;
    }
  });
  read.text.append(bytes, taken);
  return read;
}

// What ICU makes of `bytes`: U+FFFD for what is none of `encoding`.
std::string Convert(std::string_view bytes, const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> from(ucnv_open(encoding.c_str(), &error),
                                                                &ucnv_close);
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> to(ucnv_open("utf-8", &error),
                                                              &ucnv_close);
  std::string result(bytes.size() * 3 + 16, '\0');
  char* target = result.data();
  const char* source = bytes.data();
  ucnv_convertEx(to.get(), from.get(), &target, target + result.size(), &source,
                 source + bytes.size(), nullptr, nullptr, nullptr, nullptr, true, true, &error);
  result.resize(U_SUCCESS(error) ? target - result.data() : 0);
  return result;
}

// Characters that show that `text` was not in the encoding that it was read in.
size_t Misread(std::string_view text) {
  size_t count = 0;
  ForEachCharacter(text, [&](UChar32 c, size_t, size_t) {
    if (c == 0xFFFD || (c >= 0x80 && c < 0xA0)) ++count;
  });
  return count;
}

DecodedText ReadAs(std::string_view bytes, const std::string& encoding) {
  DecodedText read;
  read.text = Convert(bytes, encoding);
  if (const size_t count = Misread(read.text); count > 0) {
    read.defect = absl::StrCat(count, " characters are not ", encoding);
  }
  if (read.text.find('\0') != std::string::npos) {
    if (read.defect.empty()) read.defect = "a NUL character";
    std::erase(read.text, '\0');
  }
  return read;
}

// Text in several-byte encodings of East Asia is UTF-8 by chance only where it is short;
// in others hardly ever.
bool IsUnmistakable(const Utf8Census& census) { return census.whole >= 3 || census.long_ones > 0; }

bool IsShiftedAscii(const std::string& encoding) {
  return absl::StartsWith(encoding, "iso-2022") || absl::StartsWith(encoding, "hz");
}

// The encodings that are claimed, the likeliest first.
std::vector<std::string> Claims(std::string_view bytes, std::string_view http_charset) {
  std::vector<std::string> claims;
  for (const std::string& label : {std::string(http_charset), DeclaredCharset(bytes)}) {
    std::string encoding = EncodingOfLabel(label);
    // Whoever can read a declaration of UTF-16 as ASCII is not reading UTF-16.
    if (absl::StartsWith(encoding, "utf-16")) encoding = "utf-8";
    if (!encoding.empty()) claims.push_back(std::move(encoding));
  }
  return claims;
}

// By the first claim that fits, or else detection; by what fits best where none does.
DecodedText ReadLegacy(std::string_view bytes, std::vector<std::string> claims) {
  // Pages have a few wrong characters; what is read in a wrong encoding has many.
  constexpr size_t kMostMisread = 20;
  claims.push_back(EncodingOfLabel(DetectedCharset(bytes)));
  std::erase_if(claims, [](const std::string& claim) { return claim.empty() || claim == "utf-8"; });
  if (claims.empty()) claims.emplace_back("windows-1252");
  const auto foreign = static_cast<size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; }));
  DecodedText best;
  size_t fewest = std::string::npos;
  for (const std::string& encoding : claims) {
    DecodedText read = ReadAs(bytes, encoding);
    const size_t misread = Misread(read.text);
    if (misread < fewest) {
      fewest = misread;
      best = std::move(read);
    }
    if (fewest * kMostMisread <= foreign) break;
  }
  return best;
}

}  // namespace

std::string CharsetOfContentType(std::string_view content_type) {
  return ValueOf(AsciiLower(content_type), "charset");
}

DecodedText ToUtf8(std::string_view bytes, std::string_view http_charset) {
  const std::string mark = CharsetOfMark(bytes);
  if (mark == "utf-8") return ReadUtf8(bytes);
  if (!mark.empty()) {
    const bool has_mark = bytes[0] == '\xFF' || bytes[0] == '\xFE';
    return ReadAs(bytes.substr(has_mark ? 2 : 0), mark);
  }
  const std::vector<std::string> claims = Claims(bytes, http_charset);
  const Utf8Census census = CountUtf8(bytes);
  const bool claimed = std::find(claims.begin(), claims.end(), "utf-8") != claims.end();
  const bool shifted = !claims.empty() && IsShiftedAscii(claims.front());
  if (census.broken == 0) {
    const bool plain = claims.empty() || claims.front() == "utf-8" || census.whole == 0;
    if ((plain || IsUnmistakable(census)) && !shifted) return ReadUtf8(bytes);
  } else if (census.whole >= (claimed || claims.empty() ? census.broken : 10 * census.broken)) {
    // UTF-8 with a few wrong bytes in it.
    return ReadUtf8(bytes);
  }
  return ReadLegacy(bytes, claims);
}

}  // namespace broadsheet::ingest

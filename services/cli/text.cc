#include "cli/text.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace broadsheet::cli {
namespace {

constexpr UChar32 kMarkBeginPoint = 0xFDD0;
constexpr UChar32 kMarkEndPoint = 0xFDD1;
constexpr UChar32 kReplacement = 0xFFFD;
constexpr UChar32 kControlPictures = 0x2400;

void Append(std::string& out, UChar32 point) {
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, point);
  out.append(bytes, static_cast<size_t>(length));
}

// Calls `f(point, begin, end)` for every code point; -1 is a byte that is none.
template <class F>
void ForEachPoint(std::string_view text, F f) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    UChar32 point = 0;
    U8_NEXT(text.data(), i, size, point);
    if (!f(point, static_cast<size_t>(begin), static_cast<size_t>(i))) return;
  }
}

bool IsDirectionOverride(UChar32 point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

void AppendPrintable(std::string& out, UChar32 point) {
  if (point < 0 || (point >= 0x80 && point < 0xA0)) {
    Append(out, kReplacement);
  } else if (point == '\n' || point == 0x2028 || point == 0x2029) {
    out += '\n';
  } else if (point == '\t') {
    out += ' ';
  } else if (point < 0x20) {
    if (point != '\r') Append(out, kControlPictures + point);
  } else if (point == 0x7F) {
    Append(out, kControlPictures + 0x21);
  } else if (!IsDirectionOverride(point)) {
    Append(out, point);
  }
}

int PointWidth(UChar32 point) {
  if (point >= 0x20 && point < 0x7F) return 1;
  if (point == kMarkBeginPoint || point == kMarkEndPoint || point == '\n') return 0;
  const int8_t type = u_charType(point);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  // Vowels and final consonants of Korean syllables join the one before.
  if (point >= 0x1160 && point <= 0x11FF) return 0;
  const int32_t width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// How many bytes of `text` fit into `width` columns; at least one character.
size_t FittingBytes(std::string_view text, int width) {
  int columns = 0;
  size_t bytes = 0;
  ForEachPoint(text, [&](UChar32 point, size_t, size_t end) {
    columns += PointWidth(point);
    if (columns > width && bytes > 0) return false;
    bytes = end;
    return true;
  });
  return bytes;
}

std::string_view WithoutTrailingSpaces(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// `text` cut at every place where a line may end.
std::vector<std::string> Segments(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), error));
  if (U_FAILURE(error)) return {std::string(text)};
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  breaks->setText(unicode);
  std::vector<std::string> segments;
  for (int32_t begin = breaks->first(), end = breaks->next(); end != icu::BreakIterator::DONE;
       begin = end, end = breaks->next()) {
    unicode.tempSubStringBetween(begin, end).toUTF8String(segments.emplace_back());
  }
  return segments;
}

void WrapLine(std::string_view text, int width, std::vector<std::string>& lines) {
  std::string line;
  const auto end_line = [&] {
    lines.emplace_back(WithoutTrailingSpaces(line));
    line.clear();
  };
  for (const std::string& segment : Segments(text)) {
    std::string_view rest = segment;
    if (!line.empty() && DisplayWidth(line) + DisplayWidth(WithoutTrailingSpaces(rest)) > width) {
      end_line();
    }
    while (DisplayWidth(WithoutTrailingSpaces(rest)) > width) {
      const size_t bytes = FittingBytes(rest, width);
      if (bytes == rest.size()) break;
      line = rest.substr(0, bytes);
      end_line();
      rest.remove_prefix(bytes);
    }
    absl::StrAppend(&line, std::string(rest));
  }
  end_line();
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  ForEachPoint(text, [&](UChar32 point, size_t, size_t) {
    AppendPrintable(out, point);
    return true;
  });
  return out;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  ForEachPoint(text, [&](UChar32 point, size_t, size_t) {
    width += PointWidth(point);
    return true;
  });
  return width;
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  const std::string whole(text);
  for (absl::string_view line : absl::StrSplit(whole, '\n')) {
    WrapLine(std::string(line), std::max(width, 1), lines);
  }
  return lines;
}

std::string Shorten(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const std::string_view start = text.substr(0, FittingBytes(text, std::max(width - 1, 1)));
  return absl::StrCat(std::string(WithoutTrailingSpaces(start)), "…");
}

std::string Pad(std::string_view text, int width) {
  const int missing = std::max(width - DisplayWidth(text), 0);
  return absl::StrCat(std::string(text), std::string(static_cast<size_t>(missing), ' '));
}

std::string ShellWord(std::string_view text) {
  constexpr std::string_view kPlain = "-_./:,+=@%";
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           kPlain.find(c) != std::string_view::npos;
  });
  if (plain && !text.empty()) return std::string(text);
  return absl::StrCat("'", absl::StrReplaceAll(std::string(text), {{"'", "'\\''"}}), "'");
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  absl::RemoveExtraAsciiWhitespace(&line);
  for (char& c : line) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) c = ' ';
  }
  return line;
}

}  // namespace broadsheet::cli

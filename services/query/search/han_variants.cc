#include "query/search/han_variants.h"

#include <unicode/utf8.h>

#include <opencc/SimpleConverter.hpp>
#include <string>
#include <vector>

namespace broadsheet::query {
namespace {

// Characters from here to U+9FFF have variants; CJK Unified Ideographs and Extension A.
constexpr char32_t kFirst = 0x3400;
constexpr char32_t kEnd = 0xA000;

// Both are read zhù and zhe, zháo: texts mix them up when they are converted.
constexpr char32_t kZhu = U'著';
constexpr char32_t kZhe = U'着';

// One character on each line, so that none is taken as part of a phrase.
std::string Lines() {
  std::string lines;
  for (char32_t c = kFirst; c < kEnd; ++c) {
    char bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(c));
    lines.append(bytes, length);
    lines += '\n';
  }
  return lines;
}

std::vector<char32_t> MakeTable() {
  // From Japan's forms to traditional ones, and from Hong Kong's and those to simplified.
  std::string lines = opencc::SimpleConverter("jp2t.json").Convert(Lines());
  lines = opencc::SimpleConverter("hk2s.json").Convert(lines);
  std::vector<char32_t> table;
  table.reserve(kEnd - kFirst);
  for (size_t at = 0; at < lines.size();) {
    UChar32 c = 0;
    U8_NEXT(lines.data(), at, lines.size(), c);
    table.push_back(static_cast<char32_t>(c));
    at = lines.find('\n', at) + 1;
  }
  table[kZhu - kFirst] = kZhe;
  return table;
}

}  // namespace

char32_t FoldHan(char32_t c) {
  static const auto* const table = new std::vector<char32_t>(MakeTable());
  return c >= kFirst && c < kEnd ? (*table)[c - kFirst] : c;
}

}  // namespace broadsheet::query

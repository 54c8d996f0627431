#include "ingest/text/encoding_labels.h"

#include <unicode/ucnv.h>

#include <map>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

struct Encoding {
  const char* name;
  const char* labels;
};

// Where the standard means more than ICU does by a label, or another encoding.
constexpr Encoding kEncodings[] = {
    {"utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 utf-8-sig"},
    {"windows-1252",
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 "
     "iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"},
    {"windows-1254",
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 "
     "latin5 windows-1254 x-cp1254"},
    {"windows-874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
    {"iso-8859-8", "csiso88598i iso-8859-8-i logical csiso88598e iso-8859-8-e iso-8859-8 visual"},
    {"gb18030",
     "chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk "
     "cp936 ms936 windows-936 euc-cn"},
    {"big5-hkscs", "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950"},
    {"windows-949-2000",
     "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 "
     "ksc_5601 windows-949 cp949 ms949"},
    {"windows-31j", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis cp932"},
    {"macintosh", "csmacintosh mac macintosh x-mac-roman"},
    {"utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"},
    {"utf-16be", "unicodefffe utf-16be"},
};

std::map<std::string, std::string> ByLabel() {
  std::map<std::string, std::string> names;
  for (const Encoding& encoding : kEncodings) {
    for (const absl::string_view label : absl::StrSplit(encoding.labels, ' ')) {
      names.emplace(label, encoding.name);
    }
  }
  return names;
}

}  // namespace

std::string EncodingOfLabel(std::string_view label) {
  static const auto* const kNames = new std::map<std::string, std::string>(ByLabel());
  constexpr size_t kLongestLabel = 40;
  const std::string wanted(
      absl::StripAsciiWhitespace(AsciiLower(label.substr(0, kLongestLabel + 1))));
  if (wanted.empty() || wanted.size() > kLongestLabel) return "";
  if (const auto found = kNames->find(wanted); found != kNames->end()) return found->second;
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> known(ucnv_open(wanted.c_str(), &error),
                                                                 &ucnv_close);
  return U_SUCCESS(error) ? wanted : "";
}

}  // namespace broadsheet::ingest

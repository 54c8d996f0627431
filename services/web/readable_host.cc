#include "web/readable_host.h"

#include <unicode/idna.h>
#include <unicode/stringpiece.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_split.h"

namespace broadsheet::web {
namespace {

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// Null where ICU's data is not to be had.
const USpoofChecker* MakeChecker() {
  UErrorCode error = U_ZERO_ERROR;
  USpoofChecker* checker = uspoof_open(&error);
  uspoof_setRestrictionLevel(checker, USPOOF_HIGHLY_RESTRICTIVE);
  uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS,
                   &error);
  return U_SUCCESS(error) ? checker : nullptr;
}

bool MayBeShown(const std::string& label) {
  static const USpoofChecker* const kChecker = MakeChecker();
  if (kChecker == nullptr) return false;
  if (IsAscii(label)) return true;
  UErrorCode error = U_ZERO_ERROR;
  const auto length = static_cast<int32_t>(label.size());
  if (uspoof_check2UTF8(kChecker, label.data(), length, nullptr, &error) != 0) return false;
  // What it looks like.
  std::string skeleton(8 * label.size() + 1, '\0');
  const int32_t size = uspoof_getSkeletonUTF8(kChecker, 0, label.data(), length, skeleton.data(),
                                              static_cast<int32_t>(skeleton.size()), &error);
  if (U_FAILURE(error)) return false;
  return !IsAscii(skeleton.substr(0, static_cast<size_t>(size)));
}

}  // namespace

std::string ReadableHost(const std::string& host) {
  if (host.find("xn--") == std::string::npos && IsAscii(host)) return host;
  UErrorCode error = U_ZERO_ERROR;
  static const icu::IDNA* const kIdna = icu::IDNA::createUTS46Instance(
      UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_NONTRANSITIONAL_TO_ASCII, error);
  if (kIdna == nullptr) return host;
  icu::IDNAInfo info;
  std::string ascii;
  icu::StringByteSink<std::string> ascii_sink(&ascii);
  kIdna->nameToASCII_UTF8(host, ascii_sink, info, error);
  std::string readable;
  icu::StringByteSink<std::string> readable_sink(&readable);
  kIdna->nameToUnicodeUTF8(host, readable_sink, info, error);
  if (U_FAILURE(error) || ascii.empty()) return host;
  if (info.hasErrors()) return IsAscii(host) ? host : ascii;
  const std::vector<std::string> labels = absl::StrSplit(readable, '.');
  return std::all_of(labels.begin(), labels.end(), &MayBeShown) ? readable : ascii;
}

}  // namespace broadsheet::web

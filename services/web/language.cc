#include "web/language.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace broadsheet::web {
namespace {

icu::Locale ToLocale(std::string_view tag) {
  UErrorCode error = U_ZERO_ERROR;
  return icu::Locale::forLanguageTag(icu::StringPiece(tag.data(), static_cast<int32_t>(tag.size())),
                                     error);
}

}  // namespace

bool IsKnownLanguage(std::string_view tag) { return !tag.empty() && tag != "und"; }

bool IsSameLanguage(std::string_view a, std::string_view b) {
  return IsKnownLanguage(a) && IsKnownLanguage(b) &&
         std::string_view(ToLocale(a).getLanguage()) == ToLocale(b).getLanguage();
}

std::string LanguageName(std::string_view tag) {
  const icu::Locale language(ToLocale(tag).getLanguage());
  icu::UnicodeString name;
  language.getDisplayLanguage(icu::Locale::getEnglish(), name);
  std::string utf8;
  name.toUTF8String(utf8);
  return utf8.empty() ? std::string(tag) : utf8;
}

bool IsRightToLeft(std::string_view tag) {
  return IsKnownLanguage(tag) && ToLocale(tag).isRightToLeft() != 0;
}

std::string LangAttribute(std::string_view tag) {
  return IsKnownLanguage(tag) && !IsSameLanguage(tag, "en") ? std::string(tag) : "";
}

}  // namespace broadsheet::web

// Language tags.
//
// All functions are thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::web {

// Whether `tag` (BCP-47) says anything: not empty and not "und".
bool IsKnownLanguage(std::string_view tag);

// Whether both are known and have the same primary language: "zh-Hant", "zh-CN".
bool IsSameLanguage(std::string_view a, std::string_view b);

// In English: "zh-Hant" -> "Chinese". The tag itself where it has no name.
std::string LanguageName(std::string_view tag);

// Whether text in language `tag` is written from right to left: "ar", "ur", "az-Arab".
bool IsRightToLeft(std::string_view tag);

// What to put into a `lang` attribute of text in language `tag` on an English
// page: empty for English and where the language is unknown.
std::string LangAttribute(std::string_view tag);

}  // namespace broadsheet::web

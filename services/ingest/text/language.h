// The language of a text.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// `tag` in canonical BCP-47 form: "EN_us" -> "en-US". Empty where it is none, or
// says nothing ("und", "mul"). Thread-safe.
std::string ValidLanguage(std::string_view tag);

// The language that plain `text` is written in; "und" where that can't be told.
// Chinese is told apart into zh-Hans and zh-Hant where its characters differ.
// Thread-safe.
std::string DetectLanguage(std::string_view text);

// The language of `text`, whose entry declares `own` and whose site `site` (each
// may be empty or malformed). What the entry says holds; what a site says is held
// against the text: a Chinese post on an English site is Chinese.
std::string LanguageOf(std::string_view text, std::string_view own, std::string_view site);

}  // namespace broadsheet::ingest

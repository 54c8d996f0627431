// What words have in common with their other forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::query {

// The index term of what a folded word (characters.h) comes from: "Zen:robot" for
// "robots" of an English article. A language's own stemmer (Snowball's, snowballstem.org)
// is used where it is written in the word's script; else that of the script: English,
// Russian or Arabic. Empty for words of other scripts, and numbers. `language_code` is a
// BCP-47 tag or empty. Thread-safe.
std::string StemTerm(std::string_view word, std::string_view language_code);

// The language of the stemmer that StemTerm() takes for words of Latin script: "de" for
// "de-CH", "en" for those that have none. Thread-safe.
std::string LatinStemmer(std::string_view language_code);

}  // namespace broadsheet::query

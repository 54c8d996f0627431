// Words that nobody looks for beside others.
#pragma once

#include <string_view>

namespace broadsheet::query {

// Whether a folded word (characters.h) of English, or a character of Chinese or Japanese, does
// nothing but link or ask. "And", "or" and "not" are none: who writes them wants something of
// the words around. Pure.
bool IsFunctionWord(std::string_view word);

}  // namespace broadsheet::query

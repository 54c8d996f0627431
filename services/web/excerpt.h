// Plain text from sanitised HTML, for descriptions.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::web {

// The text of `html` on one line, cut at a word (or, in scripts without spaces,
// a character) to about 200 characters, with "…" where it was cut. Thread-safe.
std::string Excerpt(std::string_view html);

}  // namespace broadsheet::web

// Text for terminals: made safe, measured and wrapped. All text is UTF-8.
//
// All functions are thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::cli {

// Around a passage that matched a search. Noncharacters of Unicode, which no
// content uses; they are zero columns wide, and Printer makes them bold.
inline constexpr char kMarkBegin[] = "\uFDD0";
inline constexpr char kMarkEnd[] = "\uFDD1";

// `text` without anything that a terminal would obey: control characters become
// their pictures (ESC is "␛"), what is not UTF-8 becomes U+FFFD, overrides of
// the writing direction vanish. Newlines stay; tabs become spaces.
std::string Printable(std::string_view text);

// How many columns `text` takes: two for a wide East Asian character or an emoji,
// none for a combining mark.
int DisplayWidth(std::string_view text);

// Lines of at most `width` columns (at least 1), broken where the script allows it
// (Unicode Annex 14), or anywhere in a word that is too long for a line. Every
// newline of `text` ends a line. Never empty.
std::vector<std::string> Wrap(std::string_view text, int width);

// `text` cut to at most `width` columns, with "…" at its end if anything went.
std::string Shorten(std::string_view text, int width);

// `text` and as many spaces as make it `width` columns; whole where it is longer.
std::string Pad(std::string_view text, int width);

// `text` as one word of a command line for a POSIX shell, in quotes where it needs
// them.
std::string ShellWord(std::string_view text);

// `text` on one line: every run of white space is one space, none at the ends.
std::string OneLine(std::string_view text);

}  // namespace broadsheet::cli

// Text as words: the one way in which articles are indexed, searched and marked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace broadsheet::query {

// A piece of a text without anything to divide it, folded (characters.h).
struct Part {
  std::string text;
  // Where it stands in the text, in bytes.
  size_t begin = 0;
  size_t end = 0;
};

// What is written without a space, and belongs together.
struct Unit {
  enum class Kind {
    // A word; one of several parts where a hyphen, an apostrophe or the like is in it, or
    // letters meet digits: "Wi-Fi" has "wi" and "fi", "5G" has "5" and "g". Numbers have
    // no separators of thousands, and a point before their decimals. "C++" and "C#" are
    // words; the possessive "'s" is of none.
    kWord,
    // Chinese, Japanese or Korean: each part is a character.
    kIdeographs,
    kEmoji,
  };
  Kind kind = Kind::kWord;
  std::vector<Part> parts;
  // Nothing but hyphens and changes of digits and letters stands between its parts, and
  // each has two letters or more: it may as well be written as several words.
  bool is_loose = false;
  // Its first part is an article or pronoun that lost its vowel: "l’Ibère". The others may
  // as well stand without it.
  bool has_elision = false;
};

// Calls `visit` with the units of `text` (UTF-8), one after the other; a unit is valid
// during the call. Linear in time. Thread-safe.
void ForEachUnit(std::string_view text, absl::FunctionRef<void(const Unit&)> visit);

// Parts [first, last) of a unit as one word: "wifi".
std::string Joined(const Unit& unit, size_t first, size_t last);

// What an index term is made of: a word, one joined from several parts, a character of
// Chinese, Japanese or Korean, or two that stand side by side.
struct Token {
  std::string text;
  // Counts parts from 0.
  uint32_t position = 0;
  // How many parts it covers: 2 and more where it is joined or a pair.
  uint32_t span = 1;
  bool is_word = true;
  size_t begin = 0;
  size_t end = 0;
};

// Calls `visit` with all tokens of `text` by the order of their positions; answers the
// number of positions. Thread-safe.
uint32_t ForEachToken(std::string_view text, absl::FunctionRef<void(const Token&)> visit);

}  // namespace broadsheet::query

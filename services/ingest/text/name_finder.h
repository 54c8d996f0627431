// Finds names in texts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace broadsheet::ingest {

// What a name is compared by: its characters without letter case, full-width forms as
// ASCII, all dashes and apostrophes as one, and marks where words begin and end.
// Characters of East Asian scripts are no words: their names stand anywhere.
std::u32string NameKey(std::string_view name);

// Whether both are one name in one letter case. Their keys are equal.
bool HaveOneCase(std::string_view a, std::string_view b);

// Aho and Corasick's automaton (CACM 18(6), 1975) over characters, as a double array
// (Aoe 1989): one look at each character of a text, whatever names there are. Immutable
// and thread-safe.
class NameFinder {
 public:
  // Of keys that are not empty, each once.
  explicit NameFinder(const std::vector<std::u32string>& keys);

  struct Match {
    // Index into the keys.
    int key;
    // Where it stands in the text, in bytes.
    size_t begin;
    size_t end;
  };
  // All places where `text` (UTF-8, NFC) has a name, those inside of others included,
  // in the order of their ends.
  std::vector<Match> FindAll(std::string_view text) const;

 private:
  struct State {
    // Where its transitions are: that by a symbol is at `base` + symbol.
    int32_t base = 0;
    // The state of the longest beginning of a name that this one ends with.
    int32_t fallback = 0;
    // The key that ends here, and the next state on the fallbacks where one does; or -1.
    int32_t key = -1;
    int32_t next_end = -1;
    // Whether there is either.
    bool ends = false;
    // Of the key.
    int32_t characters = 0;
  };
  struct Transition {
    int32_t from = -1;
    int32_t to = 0;
  };
  class Builder;

  uint32_t Look(char32_t c) const;
  int32_t Follow(int32_t state, uint32_t symbol) const;
  int32_t Step(int32_t state, uint32_t symbol) const;
  int32_t EndOfAsciiWord(std::string_view text, int32_t begin) const;
  void Report(int32_t state, std::string_view text, size_t end, std::vector<Match>& matches) const;

  std::vector<State> states_;
  std::vector<Transition> transitions_;
  // Where a word begins that continues no name.
  int32_t word_start_ = 0;
  // For each character of the Basic Multilingual Plane what it counts as, and of the others.
  std::vector<uint32_t> symbols_;
  std::unordered_map<char32_t, uint32_t> further_symbols_;
};

}  // namespace broadsheet::ingest

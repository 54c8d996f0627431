#include "ingest/text/name_finder.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <utility>

#include "ingest/text/characters.h"

namespace broadsheet::ingest {
namespace {

// Stands where a word begins or ends; no character.
constexpr char32_t kEdge = 0x110000;
constexpr char32_t kPlane = 0x10000;

// What a character counts as: a symbol, 0 for those of no name; and whether it is of a word.
constexpr uint32_t kWordBit = 0x80000000;
constexpr uint32_t kEdgeSymbol = 1;

// One form of what is typed in several.
char32_t Plain(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - '!';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return '-';
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC) return '\'';
  return c == 0xA0 || c == 0x3000 ? ' ' : c;
}

char32_t Compared(char32_t c) {
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(Plain(c)), U_FOLD_CASE_DEFAULT));
}

bool IsOfWord(char32_t c) {
  const uint8_t traits = TraitsOf(static_cast<UChar32>(c));
  return (traits & kLetterOrDigit) && !(traits & kIdeographic);
}

}  // namespace

std::u32string NameKey(std::string_view name) {
  std::u32string key;
  bool in_word = false;
  ForEachCharacter(name, [&](char32_t c, int, int) {
    if (IsOfWord(c) != in_word) key += kEdge;
    in_word = IsOfWord(c);
    key += Compared(c);
  });
  if (in_word) key += kEdge;
  return key;
}

bool HaveOneCase(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view text) {
    std::u32string result;
    ForEachCharacter(text, [&](char32_t c, int, int) { result += Plain(c); });
    return result;
  };
  return a == b || plain(a) == plain(b);
}

// Makes a trie of the keys, state by state as far from the start as they are, and puts
// it into the arrays.
class NameFinder::Builder {
 public:
  explicit Builder(NameFinder& finder) : finder_(finder) {}

  void Run(const std::vector<std::u32string>& keys) {
    symbol_of_.emplace(kEdge, kEdgeSymbol);
    children_.emplace_back();
    finder_.states_.emplace_back();
    for (size_t i = 0; i < keys.size(); ++i) AddKey(keys[i], static_cast<int32_t>(i));
    FillSymbols();
    first_free_ = static_cast<int32_t>(symbol_of_.size()) + 1;
    finder_.transitions_.resize(first_free_ + 1);
    std::vector<int32_t> states = {0};
    for (size_t i = 0; i < states.size(); ++i) {
      Place(states[i]);
      for (const auto& [symbol, child] : children_[states[i]]) {
        FallBack(states[i], symbol, child);
        states.push_back(child);
      }
    }
    finder_.word_start_ = std::max(0, finder_.Follow(0, kEdgeSymbol));
  }

 private:
  void AddKey(const std::u32string& key, int32_t number) {
    int32_t state = 0;
    for (const char32_t c : key) {
      const auto next = static_cast<uint32_t>(symbol_of_.size()) + kEdgeSymbol;
      const uint32_t symbol = symbol_of_.emplace(c, next).first->second;
      const auto [child, added] =
          children_[state].emplace(symbol, static_cast<int32_t>(children_.size()));
      state = child->second;
      if (!added) continue;
      children_.emplace_back();
      finder_.states_.emplace_back();
    }
    State& last = finder_.states_[state];
    last.key = number;
    last.characters = static_cast<int32_t>(key.size() - std::count(key.begin(), key.end(), kEdge));
  }

  // All that there is to know of a character is looked up once for all texts.
  void FillSymbols() {
    for (const auto& [c, symbol] : symbol_of_) {
      if (c >= kPlane && c != kEdge) finder_.further_symbols_.emplace(c, symbol);
    }
    finder_.symbols_.resize(kPlane);
    for (char32_t c = 0; c < kPlane; ++c) {
      const auto symbol = symbol_of_.find(Compared(c));
      finder_.symbols_[c] =
          (IsOfWord(c) ? kWordBit : 0) | (symbol == symbol_of_.end() ? 0 : symbol->second);
    }
  }

  // Gives a state the first base where all its transitions are free.
  void Place(int32_t state) {
    const std::map<uint32_t, int32_t>& children = children_[state];
    if (children.empty()) return;
    auto& transitions = finder_.transitions_;
    const auto is_free = [&](int32_t at) {
      return at >= static_cast<int32_t>(transitions.size()) || transitions[at].from < 0;
    };
    while (!is_free(first_free_)) ++first_free_;
    int32_t base = first_free_ - static_cast<int32_t>(children.begin()->first);
    while (!std::all_of(children.begin(), children.end(), [&](const auto& child) {
      return is_free(base + static_cast<int32_t>(child.first));
    })) {
      ++base;
    }
    finder_.states_[state].base = base;
    const size_t needed = base + symbol_of_.size() + kEdgeSymbol + 1;
    if (transitions.size() < needed) transitions.resize(needed);
    for (const auto& [symbol, child] : children) transitions[base + symbol] = {state, child};
  }

  void FallBack(int32_t parent, uint32_t symbol, int32_t child) {
    std::vector<State>& states = finder_.states_;
    if (parent != 0) states[child].fallback = finder_.Step(states[parent].fallback, symbol);
    const State& fallback = states[states[child].fallback];
    states[child].next_end = fallback.key >= 0 ? states[child].fallback : fallback.next_end;
    states[child].ends = states[child].key >= 0 || states[child].next_end >= 0;
  }

  NameFinder& finder_;
  std::map<char32_t, uint32_t> symbol_of_;
  std::vector<std::map<uint32_t, int32_t>> children_;
  // Behind what the start has, so that every symbol could be there.
  int32_t first_free_ = 0;
};

NameFinder::NameFinder(const std::vector<std::u32string>& keys) { Builder(*this).Run(keys); }

uint32_t NameFinder::Look(char32_t c) const {
  if (c < kPlane) return symbols_[c];
  const auto found = further_symbols_.find(Compared(c));
  return (IsOfWord(c) ? kWordBit : 0) | (found == further_symbols_.end() ? 0 : found->second);
}

int32_t NameFinder::Follow(int32_t state, uint32_t symbol) const {
  const size_t at = static_cast<size_t>(states_[state].base) + symbol;
  return transitions_[at].from == state ? transitions_[at].to : -1;
}

int32_t NameFinder::Step(int32_t state, uint32_t symbol) const {
  if (symbol == 0) return 0;
  while (true) {
    const int32_t next = Follow(state, symbol);
    if (next >= 0) return next;
    if (state == 0) return 0;
    state = states_[state].fallback;
  }
}

int32_t NameFinder::EndOfAsciiWord(std::string_view text, int32_t begin) const {
  const auto length = static_cast<int32_t>(text.size());
  while (begin < length && U8_IS_SINGLE(text[begin]) &&
         (symbols_[static_cast<uint8_t>(text[begin])] & kWordBit) != 0) {
    ++begin;
  }
  return begin;
}

void NameFinder::Report(int32_t state, std::string_view text, size_t end,
                        std::vector<Match>& matches) const {
  if (states_[state].key < 0) state = states_[state].next_end;
  for (; state >= 0; state = states_[state].next_end) {
    size_t begin = end;
    for (int32_t left = states_[state].characters; left > 0 && begin > 0;) {
      if (!U8_IS_TRAIL(static_cast<uint8_t>(text[--begin]))) --left;
    }
    matches.push_back({states_[state].key, begin, end});
  }
}

std::vector<NameFinder::Match> NameFinder::FindAll(std::string_view text) const {
  std::vector<Match> matches;
  int32_t state = 0;
  uint32_t in_word = 0;
  const auto step = [&](uint32_t symbol, size_t end) {
    state = Step(state, symbol);
    if (states_[state].ends) Report(state, text, end, matches);
  };
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    // No name begins inside of a word: the rest of one that begins none is passed over.
    if (state == 0 && in_word != 0) i = EndOfAsciiWord(text, i);
    if (i == length) break;
    const auto begin = static_cast<size_t>(i);
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, length, c);
    const uint32_t seen = Look(static_cast<char32_t>(c));
    if ((seen & kWordBit) != in_word) {
      in_word = seen & kWordBit;
      // Nor does one with the end of a word.
      if (state != 0) {
        step(kEdgeSymbol, begin);
      } else if (in_word != 0) {
        state = word_start_;
      }
    }
    step(seen & ~kWordBit, static_cast<size_t>(i));
  }
  if (in_word != 0) step(kEdgeSymbol, text.size());
  return matches;
}

}  // namespace broadsheet::ingest

#include "query/search/spelling.h"

#include "query/search/analysis.h"
#include "query/search/document.h"
#include "query/search/stems.h"

namespace broadsheet::query {
namespace {

// To look for a word's neighbours costs more than to search for it.
constexpr int kMaxUnknown = 8;

bool IsKnown(const SearchSnapshot& snapshot, const std::string& word) {
  if (snapshot.database.term_exists(word)) return true;
  for (const std::string& language : snapshot.vocabulary->stemmers) {
    const std::string stem = StemTerm(word, language);
    if (!stem.empty() && snapshot.database.term_exists(stem)) return true;
  }
  return false;
}

}  // namespace

std::string SuggestSpelling(const SearchSnapshot& snapshot, const std::string& text) {
  std::string suggestion;
  size_t copied = 0;
  int unknown = 0;
  ForEachUnit(text, [&](const Unit& unit) {
    for (const Part& part : unit.parts) {
      if (!IsSpellingWord(part.text) || IsKnown(snapshot, part.text)) continue;
      if (++unknown > kMaxUnknown) return;
      const std::string near = snapshot.database.get_spelling_suggestion(part.text);
      if (near.empty()) continue;
      suggestion.append(text, copied, part.begin - copied);
      suggestion += near;
      copied = part.end;
    }
  });
  return copied == 0 ? "" : suggestion.append(text, copied, std::string::npos);
}

}  // namespace broadsheet::query

#include "query/search/function_words.h"

#include <algorithm>
#include <iterator>

namespace broadsheet::query {

bool IsFunctionWord(std::string_view word) {
  constexpr std::string_view kWords[] = {
      "a",    "an",   "are",  "as",   "at",    "be",    "by",    "can",   "did",  "do",   "does",
      "for",  "from", "had",  "has",  "have",  "how",   "i",     "in",    "is",   "it",   "its",
      "much", "many", "my",   "of",   "on",    "the",   "their", "there", "they", "this", "to",
      "was",  "were", "what", "when", "where", "which", "who",   "whom",  "why",  "will", "with",
      "的",   "了",   "在",   "是",   "和",    "与",    "及",    "之",    "为",   "就",   "也",
      "都",   "把",   "被",   "从",   "向",    "到",    "吗",    "呢",    "吧",   "の",   "は",
      "が",   "を",   "に",   "で",   "と",    "も",    "へ"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace broadsheet::query

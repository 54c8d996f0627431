#include "query/search/word_breaks.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <memory>
#include <string>

#include "query/search/function_words.h"

namespace broadsheet::query {

void ForEachWordBreak(std::string_view text, absl::FunctionRef<void(size_t, size_t)> visit) {
  UErrorCode error = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> words(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
  UText utf8 = UTEXT_INITIALIZER;
  utext_openUTF8(&utf8, text.data(), static_cast<int64_t>(text.size()), &error);
  if (U_FAILURE(error) || words == nullptr) return visit(0, text.size());
  words->setText(&utf8, error);
  int32_t begin = words->first();
  for (int32_t end = words->next(); end != icu::BreakIterator::DONE; end = words->next()) {
    visit(begin, end);
    begin = end;
  }
  utext_close(&utf8);
}

std::vector<size_t> WordEnds(const Unit& unit, size_t first, size_t last) {
  const std::string run = Joined(unit, first, last);
  std::vector<size_t> ends;
  size_t part = first;
  size_t byte = 0;
  bool was_single = false;
  ForEachWordBreak(run, [&](size_t, size_t end) {
    const size_t begin_part = part;
    while (part < last && byte < end) byte += unit.parts[part++].text.size();
    const bool is_link = part == begin_part + 1 && IsFunctionWord(unit.parts[begin_part].text);
    const bool is_single = part == begin_part + 1 && !is_link;
    if (is_single && was_single) ends.pop_back();
    ends.push_back(part);
    was_single = is_single;
  });
  return ends;
}

}  // namespace broadsheet::query

#include "query/search/word_breaks.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <memory>

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

}  // namespace broadsheet::query

#include "ingest/prepare/teaser.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/characters.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kWords = 55;
constexpr size_t kCharacters = 110;

// The running text of the article: what a reader would hear if it were read out. The rest
// of a long one is left out.
std::string RunningText(const HtmlNode& body) {
  constexpr size_t kEnoughBytes = 16 * kCharacters;
  std::string text;
  bool spaced = false;
  for (const HtmlNode& block : body.children) {
    if (block.tag != "p" && block.tag != "blockquote" && block.tag != "ul" && block.tag != "ol") {
      continue;
    }
    if (text.empty()) {
      text = PlainText(block);
      spaced = !IsEastAsian(text);
    } else {
      absl::StrAppend(&text, spaced ? " " : "", PlainText(block));
    }
    if (text.size() > kEnoughBytes) break;
  }
  return CollapseSpace(text);
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

// Made once: that reads rules. Of a thread's own.
icu::BreakIterator& Boundaries(UBreakIteratorType kind) {
  const auto make = [](auto* create) {
    UErrorCode error = U_ZERO_ERROR;
    return std::unique_ptr<icu::BreakIterator>(create(icu::Locale::getRoot(), error));
  };
  thread_local const auto sentences = make(&icu::BreakIterator::createSentenceInstance);
  thread_local const auto words = make(&icu::BreakIterator::createWordInstance);
  return kind == UBRK_SENTENCE ? *sentences : *words;
}

// The longest beginning of `text` that ends at a boundary of `kind` and is at
// most `limit` long.
icu::UnicodeString CutAt(UBreakIteratorType kind, const icu::UnicodeString& text, size_t limit,
                         bool characters) {
  icu::BreakIterator& boundaries = Boundaries(kind);
  boundaries.setText(text);
  int32_t end = 0;
  size_t length = 0;
  bool in_word = false;
  for (int32_t next = boundaries.next(); next != icu::BreakIterator::DONE;
       next = boundaries.next()) {
    for (int32_t at = end; at < next; at = text.moveIndex32(at, 1)) {
      const bool space = TraitsOf(text.char32At(at)) & kSpace;
      if (characters || (!space && !in_word)) ++length;
      in_word = !space;
    }
    if (length > limit) break;
    end = next;
  }
  return text.tempSubStringBetween(0, end);
}

}  // namespace

MadeTeaser MakeTeaser(const HtmlNode& sanitised) {
  const std::string text = RunningText(sanitised);
  if (text.empty()) return {};
  const bool characters = IsEastAsian(text);
  const size_t limit = characters ? kCharacters : kWords;
  const auto paragraph = [](const std::string& content) {
    return absl::StrCat("<p>", EscapeHtml(content), "</p>");
  };
  if (ReadingLength(text) <= limit) {
    const bool all = Fingerprint(text) == Fingerprint(PlainText(sanitised));
    return {paragraph(text), !all};
  }
  const icu::UnicodeString whole = icu::UnicodeString::fromUTF8(text);
  const std::string sentences = CollapseSpace(Utf8(CutAt(UBRK_SENTENCE, whole, limit, characters)));
  if (ReadingLength(sentences) * 2 >= limit) return {paragraph(sentences), true};
  std::string words = CollapseSpace(Utf8(CutAt(UBRK_WORD, whole, limit, characters)));
  while (!words.empty() && (words.back() == ',' || words.back() == ';' || words.back() == ' ')) {
    words.pop_back();
  }
  return {paragraph(words + "…"), true};
}

}  // namespace broadsheet::ingest

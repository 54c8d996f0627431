#include "ingest/prepare/teaser.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kWords = 55;
constexpr size_t kCharacters = 110;

// The running text of the article: what a reader would hear if it were read out.
std::string RunningText(const HtmlNode& body) {
  std::string text;
  for (const HtmlNode& block : body.children) {
    if (block.tag != "p" && block.tag != "blockquote" && block.tag != "ul" && block.tag != "ol") {
      continue;
    }
    if (!text.empty() && !IsEastAsian(text)) text += ' ';
    text += PlainText(block);
    if (text.size() > 8 * kCharacters * 4) break;
  }
  return CollapseSpace(text);
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

// The longest beginning of `text` that ends at a boundary of `kind` and is at
// most `limit` long.
icu::UnicodeString CutAt(UBreakIteratorType kind, const icu::UnicodeString& text, size_t limit,
                         bool characters) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> boundaries(
      kind == UBRK_SENTENCE
          ? icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), error)
          : icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
  boundaries->setText(text);
  int32_t end = 0;
  size_t length = 0;
  for (int32_t next = boundaries->next(); next != icu::BreakIterator::DONE;
       next = boundaries->next()) {
    if (characters) {
      length += static_cast<size_t>(text.countChar32(end, next - end));
    } else {
      length = ReadingLength(Utf8(text.tempSubStringBetween(0, next)));
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
  // Each boundary measures all that is before it.
  constexpr int32_t kMostUnits = 4096;
  icu::UnicodeString whole = icu::UnicodeString::fromUTF8(text);
  if (whole.length() > kMostUnits) whole.truncate(whole.getChar32Start(kMostUnits));
  const std::string sentences = CollapseSpace(Utf8(CutAt(UBRK_SENTENCE, whole, limit, characters)));
  if (ReadingLength(sentences) * 2 >= limit) return {paragraph(sentences), true};
  std::string words = CollapseSpace(Utf8(CutAt(UBRK_WORD, whole, limit, characters)));
  while (!words.empty() && (words.back() == ',' || words.back() == ';' || words.back() == ' ')) {
    words.pop_back();
  }
  return {paragraph(words + "…"), true};
}

}  // namespace broadsheet::ingest

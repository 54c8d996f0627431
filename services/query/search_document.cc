#include "query/search_document.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/uuid.h"
#include "query/archive_batch.h"
#include "query/search_text.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

constexpr int kTitleWeight = 5;
constexpr int kTeaserWeight = 2;
// What snippets are cut from.
constexpr size_t kMaxSnippetSource = 20'000;
// Phrases don't run from one field into the next.
constexpr int kFieldGap = 100;
constexpr size_t kMinSpellingLetters = 4;

void AddText(std::string_view text, int weight, Xapian::TermGenerator& generator) {
  generator.index_text(FoldChinese(text), weight);
  generator.increase_termpos(kFieldGap);
}

// Suggestions are for words of letters: not for numbers, nor for n-grams.
bool IsSpellingWord(const std::string& word) {
  return word.size() >= kMinSpellingLetters && std::all_of(word.begin(), word.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < 0xE3 && (byte < '0' || byte > '9');
         });
}

std::string DocumentData(const article::v1::Article& article) {
  article::v1::Article data = article;
  data.clear_body_html();
  data.set_body_text(std::string(Prefix(article.body_text(), kMaxSnippetSource)));
  return data.SerializeAsString();
}

}  // namespace

Xapian::Document ToDocument(const article::v1::Article& article) {
  Xapian::Document document;
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("en"));
  generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
  generator.set_document(document);
  AddText(article.title(), kTitleWeight, generator);
  AddText(TextOfHtml(article.teaser_html()), kTeaserWeight, generator);
  AddText(article.body_text(), 1, generator);
  for (const auto& author : article.authors()) AddText(author.display_name(), 1, generator);
  for (const std::string& tag : article.tags()) {
    AddText(absl::StrReplaceAll(tag, {{"-", " "}}), 1, generator);
  }
  for (const std::string& term : ArticleTerms(article, CategoryTree())) {
    document.add_boolean_term(FilterTerm(term));
  }
  document.add_boolean_term(IdTerm(IdOf(article)));
  document.add_value(kTimeSlot, TimeKey(ListTime(article), IdOf(article)));
  document.set_data(DocumentData(article));
  return document;
}

article::v1::Article ArticleIn(const Xapian::Document& document) {
  article::v1::Article article;
  article.ParseFromString(document.get_data());
  return article;
}

std::map<std::string, Xapian::termcount> SpellingWords(const article::v1::Article& article) {
  Xapian::TermGenerator generator;
  Xapian::Document document;
  generator.set_document(document);
  generator.index_text_without_positions(article.title());
  generator.index_text_without_positions(TextOfHtml(article.teaser_html()));
  std::map<std::string, Xapian::termcount> words;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    if (IsSpellingWord(*term)) words[*term] = term.get_wdf();
  }
  return words;
}

std::string IdTerm(std::string_view id) { return absl::StrCat("Q", std::string(id)); }

std::string FilterTerm(std::string_view term) { return absl::StrCat("XF:", std::string(term)); }

std::string TimeKey(absl::Time time, std::string_view id) {
  // The sign bit is turned, so that times before 1970 sort first.
  const uint64_t micros = static_cast<uint64_t>(absl::ToUnixMicros(time)) ^ (1ULL << 63);
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(micros >> shift));
  return key + UuidToBytes(id);
}

std::string KeyBefore(std::string key) {
  for (auto byte = key.rbegin(); byte != key.rend(); ++byte) {
    if (*byte != '\0') {
      --*byte;
      std::fill(key.rbegin(), byte, '\xff');
      return key;
    }
  }
  return key;
}

}  // namespace broadsheet::query

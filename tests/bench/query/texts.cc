#include "query/texts.h"

#include "absl/strings/str_cat.h"
#include "query/test_articles.h"

namespace broadsheet::query::bench {
namespace {

std::string Words(std::mt19937& random, int count) {
  std::geometric_distribution<int> rank(0.002);
  std::string words;
  for (int i = 0; i < count; ++i) absl::StrAppend(&words, i == 0 ? "" : " ", WordOf(rank(random)));
  return words;
}

}  // namespace

std::string WordOf(int n) {
  constexpr absl::string_view kConsonants = "bcdfghjklmnprstvwxyz";
  constexpr absl::string_view kVowels = "aeiou";
  std::string word;
  for (const int syllable : {n % 100, n / 100 % 100}) {
    word += kConsonants[syllable / 5];
    word += kVowels[syllable % 5];
  }
  return word + "n";
}

article::v1::Article ArticleOfWords(std::mt19937& random, int n) {
  const std::string body = Words(random, 800);
  return ArticleOf(
      n, absl::StrCat("title: '", Words(random, 8), "' teaser_html: '<p>", Words(random, 55),
                      "</p>' body_html: '<p>", body, "</p>' body_text: '", body, "' tags: 'tag-",
                      n % 50, "' categories: 'categories/tech' ",
                      "language_code: 'en' source { site_uri: 'https://news.example/' } ",
                      "mentions { entity: 'place-", n % 40, "' count: 1 }"));
}

}  // namespace broadsheet::query::bench

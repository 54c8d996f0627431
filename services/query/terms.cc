#include "query/terms.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/sha256.h"

namespace broadsheet::query {
namespace {

// Xapian takes terms of up to 245 bytes.
constexpr size_t kMaxValueBytes = 200;

std::string Term(const char* kind, std::string_view value) {
  if (value.size() > kMaxValueBytes) {
    return absl::StrCat(kind, "sha256:", absl::BytesToHexString(Sha256(value)));
  }
  // A line break would end the term in the archive's list of them.
  std::string term = absl::StrCat(kind, std::string(value));
  std::replace(term.begin(), term.end(), '\n', ' ');
  return term;
}

void AddLanguages(const std::string& code, std::vector<std::string>& terms) {
  for (size_t end = code.find('-'); end != std::string::npos; end = code.find('-', end + 1)) {
    terms.push_back(LanguageTerm(code.substr(0, end)));
  }
  terms.push_back(LanguageTerm(code));
}

}  // namespace

bool IsListed(const article::v1::Article& article) {
  return !article.has_delete_time() && article.merged_into().empty() && !IsRedacted(article);
}

bool IsRedacted(const article::v1::Article& article) { return article.title().empty(); }

std::vector<std::string> ArticleTerms(const article::v1::Article& article,
                                      const CategoryTree& tree) {
  if (!IsListed(article)) return {};
  std::vector<std::string> terms = {kEveryArticle};
  for (const std::string& category : article.categories()) {
    for (const std::string& slug :
         tree.WithAncestors(std::string(absl::StripPrefix(category, "categories/")))) {
      terms.push_back(CategoryTerm(slug));
    }
  }
  for (const std::string& tag : article.tags()) terms.push_back(TagTerm(tag));
  for (const auto& mention : article.mentions()) terms.push_back(MentionTerm(mention.entity()));
  if (const std::string& uri = article.source().site_uri(); !uri.empty()) {
    terms.push_back(SourceTerm(uri));
  }
  if (const std::string& code = article.language_code(); !code.empty()) AddLanguages(code, terms);
  terms.push_back(MonthTerm(absl::FromUnixSeconds(article.list_time().seconds())));
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

std::string CategoryTerm(std::string_view slug) { return Term("c:", slug); }
std::string TagTerm(std::string_view slug) { return Term("t:", slug); }
std::string SourceTerm(std::string_view site_uri) { return Term("s:", site_uri); }
std::string LanguageTerm(std::string_view language_code) {
  return Term("l:", absl::AsciiStrToLower(std::string(language_code)));
}
std::string MentionTerm(std::string_view entity) { return Term("m:", entity); }

std::string MonthTerm(absl::Time list_time) {
  return absl::StrCat("d:", absl::FormatTime("%E4Y-%m", list_time, absl::UTCTimeZone()));
}

std::string SpelledLanguage(std::string_view language_code) {
  std::vector<std::string> subtags = absl::StrSplit(std::string(language_code), '-');
  for (size_t i = 1; i < subtags.size(); ++i) {
    // What follows a singleton stays in lower case.
    if (subtags[i - 1].size() == 1) break;
    if (subtags[i].size() == 2) absl::AsciiStrToUpper(&subtags[i]);
    if (subtags[i].size() == 4) subtags[i][0] = absl::ascii_toupper(subtags[i][0]);
  }
  return absl::StrJoin(subtags, "-");
}

std::string_view TermValue(std::string_view term) { return term.substr(2); }

}  // namespace broadsheet::query

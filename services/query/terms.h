// The terms that articles are listed and filtered by. A term is a kind and a
// value:
//
//   *                every article that is listed
//   c:{slug}         filed under the category or, in the archive, what is part of it
//   t:{slug}         has the tag
//   s:{site URI}     published by the site
//   l:{language}     written in the language: "l:zh-hant" and "l:zh" for zh-Hant
//   m:{entity}       names the entity of the gazetteer
//   d:{yyyy-mm}      listed in the month (UTC)
//
// A value longer than 200 bytes is replaced by its digest, "sha256:{hex}".
// All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"
#include "query/category_tree.h"

namespace broadsheet::query {

inline constexpr char kEveryArticle[] = "*";

// Whether lists and searches show the article: not where it is deleted, redacted
// or part of another one.
bool IsListed(const article::v1::Article& article);

// Whether nothing but a tombstone is left of the article: all others have a title.
bool IsRedacted(const article::v1::Article& article);

// The terms of a listed article, sorted, each once; none for others. Its
// categories bring their ancestors in `tree`.
std::vector<std::string> ArticleTerms(const article::v1::Article& article,
                                      const CategoryTree& tree);

std::string CategoryTerm(std::string_view slug);
std::string TagTerm(std::string_view slug);
std::string SourceTerm(std::string_view site_uri);
std::string LanguageTerm(std::string_view language_code);
std::string MentionTerm(std::string_view entity);
std::string MonthTerm(absl::Time list_time);

// A language's term has its tag in lower case; this is how BCP-47 spells it (RFC 5646,
// section 2.1.1): "zh-Hant-HK" for "zh-hant-hk".
std::string SpelledLanguage(std::string_view language_code);

// "shenzhen" of "m:shenzhen".
std::string_view TermValue(std::string_view term);

}  // namespace broadsheet::query

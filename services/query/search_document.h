// Articles as documents of the search index.
#pragma once

#include <xapian.h>

#include <map>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::query {

// Value slot of the key that orders documents by time: see TimeKey().
inline constexpr Xapian::valueno kTimeSlot = 0;

// A listed article: its words with positions, the title's and teaser's weighing
// more, the terms that filters look for (terms.h, an article's own categories
// only), its id and its time key. Its data is the serialised article without
// body_html, for results and snippets. Pure.
Xapian::Document ToDocument(const article::v1::Article& article);

// The article that a document's data holds.
article::v1::Article ArticleIn(const Xapian::Document& document);

// The words of title and teaser that spelling suggestions come from, and how often
// they occur. Pure.
std::map<std::string, Xapian::termcount> SpellingWords(const article::v1::Article& article);

// The index's term for an article's id, and for a term of terms.h.
std::string IdTerm(std::string_view id);
std::string FilterTerm(std::string_view term);

// 24 bytes that compare as (time, id) do; the time in microseconds.
std::string TimeKey(absl::Time time, std::string_view id);

// The greatest key below `key`; `key` if there is none.
std::string KeyBefore(std::string key);

}  // namespace broadsheet::query

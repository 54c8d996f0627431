// Articles as documents of the search index.
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::query {

// Value slot of the key that orders documents by time: see TimeKey().
inline constexpr Xapian::valueno kTimeSlot = 0;

// A listed article. It has, of each field, the tokens of analysis.h with positions and
// their stems (stems.h) without; those of the title, the teaser and the tags weigh more. "S"
// before a term is of the title alone, "A" of the authors. Then the terms that filters look
// for (terms.h, an article's own categories only), its mentions, its tags as names, its id,
// its time key and its day (recency.h). Pure.
Xapian::Document ToDocument(const article::v1::Article& article);

// What a document's data holds: the article as lists show it, and its text.
article::v1::Article ArticleIn(const Xapian::Document& document);
std::string BodyTextIn(const Xapian::Document& document);

// Before the terms of one field.
inline constexpr char kTitlePrefix[] = "S";
inline constexpr char kAuthorPrefix[] = "A";

// Whether a document's term is a word that spelling suggestions are taken from: letters,
// four or more.
bool IsSpellingWord(std::string_view term);

// The index's term for an entity of the gazetteer that an article mentions. Unlike the
// filter's, it counts how often, and where, as words do.
std::string EntityTerm(std::string_view entity);

// The index's term for a tag that says the same as a name, by the name's key (entity_names.h).
std::string TaggedTerm(std::string_view name_key);

// The index's term for an article's id, and for a term of terms.h.
std::string IdTerm(std::string_view id);
std::string FilterTerm(std::string_view term);

// 24 bytes that compare as (time, id) do; the time in microseconds.
std::string TimeKey(absl::Time time, std::string_view id);

// The greatest key below `key`; `key` if there is none.
std::string KeyBefore(std::string key);

}  // namespace broadsheet::query

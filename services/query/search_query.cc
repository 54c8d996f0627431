#include "query/search_query.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <vector>

#include "absl/strings/str_replace.h"
#include "query/exclusions.h"
#include "query/search_document.h"
#include "query/search_text.h"

namespace broadsheet::query {
namespace {

constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

Xapian::Query FilterQuery(const Filter& filter) {
  std::vector<Xapian::Query> all;
  for (const std::vector<std::string>& group : filter.any_of) {
    std::vector<Xapian::Query> any;
    for (const std::string& term : group) any.emplace_back(FilterTerm(term));
    all.emplace_back(Xapian::Query::OP_OR, any.begin(), any.end());
  }
  for (const std::string& term : filter.all_of) all.emplace_back(FilterTerm(term));
  if (filter.start_time != absl::InfinitePast()) {
    all.emplace_back(Xapian::Query::OP_VALUE_GE, kTimeSlot, TimeKey(filter.start_time, kFirstId));
  }
  if (filter.end_time != absl::InfiniteFuture()) {
    all.emplace_back(Xapian::Query::OP_VALUE_LE, kTimeSlot,
                     KeyBefore(TimeKey(filter.end_time, kFirstId)));
  }
  // Not Query::MatchAll: threads would share its reference count, which is not
  // atomic.
  if (all.empty()) return Xapian::Query("");
  return {Xapian::Query::OP_AND, all.begin(), all.end()};
}

// A character for private use: it ends a word, and no one's word has it.
constexpr char kApart[] = "\xEE\x80\x80";

bool IsCjk(UChar32 c) {
  switch (u_getIntPropertyValue(c, UCHAR_SCRIPT)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
      return true;
    default:
      return false;
  }
}

// Sets Chinese, Japanese and Korean apart from the words around it, behind which
// Xapian can't parse it and leaks memory: https://github.com/xapian/xapian/pull/331.
std::string SetCjkApart(const std::string& text) {
  std::string apart;
  bool was_cjk = false;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, text.size(), c);
    if (IsCjk(c) != was_cjk) apart += kApart;
    was_cjk = IsCjk(c);
    apart.append(text, begin, at - begin);
  }
  return was_cjk ? apart + kApart : apart;
}

constexpr unsigned kWords =
    Xapian::QueryParser::FLAG_CJK_NGRAM | Xapian::QueryParser::FLAG_SPELLING_CORRECTION;
constexpr unsigned kOperators =
    kWords | Xapian::QueryParser::FLAG_PHRASE | Xapian::QueryParser::FLAG_LOVEHATE |
    Xapian::QueryParser::FLAG_BOOLEAN | Xapian::QueryParser::FLAG_PURE_NOT;

// What can't be parsed is taken as plain words.
Xapian::Query ParseWords(Xapian::QueryParser& parser, const std::string& text) {
  try {
    return parser.parse_query(text, kWords | Xapian::QueryParser::FLAG_PHRASE);
  } catch (const Xapian::QueryParserError&) {
    return parser.parse_query(text, kWords);
  }
}

// Without operators; every article where nothing is wanted but something excluded.
Xapian::Query ParseDivided(Xapian::QueryParser& parser, const WantedAndExcluded& divided) {
  const bool wants_all = divided.wanted.empty() && !divided.excluded.empty();
  Xapian::Query query = wants_all ? Xapian::Query("") : ParseWords(parser, divided.wanted);
  for (const std::string& excluded : divided.excluded) {
    query = {Xapian::Query::OP_AND_NOT, query, ParseWords(parser, excluded)};
  }
  return query;
}

Xapian::Query ParseText(Xapian::QueryParser& parser, const std::string& text,
                        const WantedAndExcluded& divided) {
  if (divided.wanted.empty()) return ParseDivided(parser, divided);
  try {
    return parser.parse_query(text, kOperators);
  } catch (const Xapian::QueryParserError&) {
    return ParseDivided(parser, divided);
  }
}

}  // namespace

SearchQuery ParseSearch(const SearchSnapshot& snapshot, const std::string& text,
                        const Filter& filter) {
  Xapian::QueryParser parser;
  parser.set_stemmer(Xapian::Stem("en"));
  parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
  parser.set_default_op(Xapian::Query::OP_AND);
  parser.set_database(snapshot.database);
  SearchQuery search;
  const std::string folded = SetCjkApart(FoldChinese(text));
  const WantedAndExcluded divided = DivideQuery(folded);
  search.query = ParseText(parser, folded, divided);
  search.is_ranked = !divided.wanted.empty();
  search.suggestion = absl::StrReplaceAll(parser.get_corrected_query_string(), {{kApart, ""}});
  search.query = {Xapian::Query::OP_FILTER, search.query,
                  FilterQuery(WithDescendants(filter, snapshot.tree))};
  return search;
}

}  // namespace broadsheet::query

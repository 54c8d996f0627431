// Words of a query, as what they ask of an article.
#pragma once

#include <xapian.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/search/analysis.h"
#include "query/search/marks.h"
#include "query/search/readers.h"

namespace broadsheet::query {

// What an article must have.
struct Condition {
  Xapian::Query query;
  // How it was typed.
  std::string label;
  // Those which have most of what is asked for may lack it. Not so single characters of
  // Chinese, which are parts of words rather than words.
  bool may_lack = true;
};

// Makes conditions, and notes what matches them. A word is found in all of its forms; one
// of several parts joined, apart and hyphenated; two words that the archive also writes as
// one in either way; a name of the gazetteer in any spelling of any language, as one word or a
// tag; Chinese and Japanese written together word by word. Function words are passed over
// beside others. Not thread-safe; throws Xapian's errors.
class ConditionMaker {
 public:
  // Both must outlive it.
  ConditionMaker(const SearchSnapshot& snapshot, Marks& marks)
      : snapshot_(snapshot), marks_(marks) {}

  // A condition for each word of `text`, in the field whose terms have `prefix` before
  // them; all fields without. The last word may go on where `is_open`.
  std::vector<Condition> Words(std::string_view text, bool is_open, const std::string& prefix);

  // That all words of `text` stand side by side, as they are. Nothing where it has none.
  std::optional<Condition> Phrase(std::string_view text, const std::string& prefix);

  // What makes a match better, and need not be there: words side by side.
  const std::vector<Xapian::Query>& helpful() const { return helpful_; }

 private:
  class Run;

  bool Exists(const std::string& term) const { return snapshot_.database.term_exists(term); }
  Xapian::Query Word(const std::string& word, const std::string& prefix);
  Xapian::Query Beginning(const std::string& word, const std::string& prefix);
  Xapian::Query SideBySide(const std::vector<std::string>& parts, const std::string& prefix);
  // Parts [first, last) of a word or of Chinese.
  Xapian::Query Parts(const Unit& unit, size_t first, size_t last, const std::string& prefix);
  Xapian::Query Compound(const Unit& unit, const std::string& prefix);
  Xapian::Query Ideographs(const Unit& unit, size_t first, size_t last, const std::string& prefix);
  Xapian::Query Entity(const std::string& entity);

  const SearchSnapshot& snapshot_;
  Marks& marks_;
  std::vector<Xapian::Query> helpful_;
};

}  // namespace broadsheet::query

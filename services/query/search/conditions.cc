#include "query/search/conditions.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "query/search/document.h"
#include "query/search/function_words.h"
#include "query/search/plain_text.h"
#include "query/search/stems.h"
#include "query/search/word_breaks.h"

namespace broadsheet::query {
namespace {

using Xapian::Query;

// A star behind fewer letters would stand for too many words.
constexpr size_t kMinOpenLetters = 3;
// The most frequent ones count.
constexpr Xapian::termcount kMaxExpansion = 100;
// Beside the weights of the words themselves.
constexpr double kSideBySideWeight = 0.5;
constexpr size_t kMaxSideBySide = 8;

// All of them, or one of them.
Query Combine(Query::op op, const std::vector<Query>& queries) {
  return queries.size() == 1 ? queries[0] : Query(op, queries.begin(), queries.end());
}

std::vector<Unit> UnitsOf(std::string_view text) {
  std::vector<Unit> units;
  ForEachUnit(text, [&](const Unit& unit) { units.push_back(unit); });
  return units;
}

}  // namespace

// Goes along the units of a text.
class ConditionMaker::Run {
 public:
  Run(ConditionMaker& maker, std::string_view text, bool is_open, const std::string& prefix)
      : maker_(maker), text_(text), prefix_(prefix), is_open_(is_open), units_(UnitsOf(text)) {}

  std::vector<Condition> Conditions() && {
    for (Place at; at.unit < units_.size();) at = AddAt(at);
    return std::move(conditions_);
  }

 private:
  // Before a part of a unit.
  struct Place {
    size_t unit = 0;
    size_t part = 0;
  };
  struct Name {
    Place end;
    // Empty where there is none.
    std::vector<std::string> entities;
  };

  const Part& At(Place at) const { return units_[at.unit].parts[at.part]; }
  bool IsIdeographs(Place at) const { return units_[at.unit].kind == Unit::Kind::kIdeographs; }
  Place Next(Place at) const {
    return at.part + 1 < units_[at.unit].parts.size() ? Place{at.unit, at.part + 1}
                                                      : Place{at.unit + 1, 0};
  }
  std::string Label(size_t begin, size_t end) const {
    return std::string(text_.substr(begin, end - begin));
  }

  Place AddAt(Place at) {
    const Name name = FindName(at);
    if (!name.entities.empty()) return AddName(at, name);
    if (IsIdeographs(at)) return AddIdeographs(at);
    const Unit& unit = units_[at.unit];
    const bool is_last = at.unit + 1 == units_.size();
    if (is_open_ && is_last && unit.kind == Unit::Kind::kWord) return AddOpen(unit);
    const size_t begin = unit.parts.front().begin;
    if (!is_last && MayBeOneWord(unit, units_[at.unit + 1])) {
      const Unit& next = units_[at.unit + 1];
      Query query(Query::OP_AND, maker_.Compound(unit, prefix_), maker_.Compound(next, prefix_));
      query |= maker_.Word(unit.parts[0].text + next.parts[0].text, prefix_);
      conditions_.push_back({query, Label(begin, next.parts.back().end)});
      return {at.unit + 2, 0};
    }
    if (!is_last) AddSideBySide(unit, units_[at.unit + 1]);
    if (passes_function_words_ && IsFunction(unit)) return {at.unit + 1, 0};
    conditions_.push_back({maker_.Compound(unit, prefix_), Label(begin, unit.parts.back().end)});
    return {at.unit + 1, 0};
  }

  static bool IsSingleWord(const Unit& unit) {
    return unit.kind == Unit::Kind::kWord && unit.parts.size() == 1;
  }
  // "WHO" and "IT" are names.
  bool IsFunction(const Unit& unit) const {
    if (!IsSingleWord(unit) || !IsFunctionWord(unit.parts[0].text)) return false;
    const std::string_view written =
        text_.substr(unit.parts[0].begin, unit.parts[0].end - unit.parts[0].begin);
    return written.size() == 1 || !std::all_of(written.begin(), written.end(), absl::ascii_isupper);
  }

  // Words are the better for standing as they were typed.
  void AddSideBySide(const Unit& a, const Unit& b) {
    if (!IsSingleWord(a) || !IsSingleWord(b) || (IsFunction(a) && IsFunction(b))) return;
    if (maker_.helpful_.size() >= kMaxSideBySide) return;
    const std::string terms[] = {prefix_ + a.parts[0].text, prefix_ + b.parts[0].text};
    const Query phrase(Query::OP_PHRASE, std::begin(terms), std::end(terms), 2);
    maker_.helpful_.emplace_back(Query::OP_SCALE_WEIGHT, phrase, kSideBySideWeight);
  }

  // The longest name that begins here.
  Name FindName(Place begin) const {
    Name found;
    if (!prefix_.empty() || (!IsIdeographs(begin) && begin.part > 0)) return found;
    const EntityNames& names = maker_.snapshot_.vocabulary->names;
    std::vector<Part> parts;
    for (Place at = begin; at.unit < units_.size() && parts.size() < names.longest;) {
      parts.push_back(At(at));
      const bool may_end = IsIdeographs(at) || at.part + 1 == units_[at.unit].parts.size();
      at = Next(at);
      const auto named = may_end ? names.entities.find(NameKey(parts)) : names.entities.end();
      if (named == names.entities.end()) continue;
      const std::string written = Label(parts.front().begin, parts.back().end);
      std::vector<std::string> entities;
      for (const NamedEntity& entity : named->second) {
        if (entity.exact.empty() || entity.exact == written) entities.push_back(entity.id);
      }
      if (!entities.empty()) found = {at, std::move(entities)};
    }
    return found;
  }

  Place AddName(Place begin, const Name& name) {
    std::vector<Query> words;
    size_t end_byte = 0;
    for (Place at = begin; at.unit < name.end.unit || at.part < name.end.part;) {
      const Unit& unit = units_[at.unit];
      const size_t last = at.unit < name.end.unit ? unit.parts.size() : name.end.part;
      words.push_back(maker_.Parts(unit, at.part, last, prefix_));
      end_byte = unit.parts[last - 1].end;
      at = last < unit.parts.size() ? Place{at.unit, last} : Place{at.unit + 1, 0};
    }
    std::vector<Query> any = {Combine(Query::OP_AND, words)};
    for (const std::string& entity : name.entities) any.push_back(maker_.Entity(entity));
    conditions_.push_back(
        {Query(Query::OP_MAX, any.begin(), any.end()), Label(At(begin).begin, end_byte)});
    return name.end;
  }

  // Word by word, up to the next name.
  Place AddIdeographs(Place begin) {
    const Unit& unit = units_[begin.unit];
    Place end = Next(begin);
    while (end.unit == begin.unit && FindName(end).entities.empty()) end = Next(end);
    const size_t last = end.unit == begin.unit ? end.part : unit.parts.size();
    size_t first = begin.part;
    for (const size_t word_end : WordEnds(unit, first, last)) {
      const bool is_link = word_end == first + 1 && IsFunctionWord(unit.parts[first].text);
      Query query = maker_.Parts(unit, first, word_end, prefix_);
      if (first > 0) maker_.helpful_.emplace_back(prefix_ + Joined(unit, first - 1, first + 1));
      if (is_link && unit.parts.size() > 1) {
        maker_.helpful_.push_back(std::move(query));
      } else {
        const Part& last_part = unit.parts[word_end - 1];
        conditions_.push_back({std::move(query), Label(unit.parts[first].begin, last_part.end),
                               /*may_lack=*/word_end > first + 1});
      }
      first = word_end;
    }
    return end;
  }

  Place AddOpen(const Unit& unit) {
    const size_t last = unit.parts.size() - 1;
    Query query = maker_.Beginning(unit.parts[last].text, prefix_);
    for (size_t i = 0; i < last; ++i) query &= maker_.Word(unit.parts[i].text, prefix_);
    conditions_.push_back({query, Label(unit.parts[0].begin, unit.parts[last].end) + "*"});
    return {units_.size(), 0};
  }

  // "wi fi": whether articles write both as one.
  bool MayBeOneWord(const Unit& a, const Unit& b) const {
    if (!IsSingleWord(a) || !IsSingleWord(b)) return false;
    return maker_.Exists(prefix_ + a.parts[0].text + b.parts[0].text);
  }

  ConditionMaker& maker_;
  const std::string_view text_;
  const std::string& prefix_;
  const bool is_open_;
  const std::vector<Unit> units_;
  // Others are there to look for.
  const bool passes_function_words_ = !std::all_of(
      units_.begin(), units_.end(), [this](const Unit& unit) { return IsFunction(unit); });
  std::vector<Condition> conditions_;
};

std::vector<Condition> ConditionMaker::Words(std::string_view text, bool is_open,
                                             const std::string& prefix) {
  return Run(*this, text, is_open, prefix).Conditions();
}

std::optional<Condition> ConditionMaker::Phrase(std::string_view text, const std::string& prefix) {
  std::vector<std::string> terms;
  std::vector<std::string> parts;
  const std::vector<Unit> units = UnitsOf(text);
  for (size_t u = 0; u < units.size(); ++u) {
    const Unit& unit = units[u];
    const size_t count = unit.parts.size();
    for (size_t i = 0; i < count; ++i) {
      parts.push_back(unit.parts[i].text);
      // Two characters are rarer than one; the last one stands for itself.
      const bool in_pair = unit.kind == Unit::Kind::kIdeographs && count > 1;
      if (in_pair && i + 1 < count) {
        terms.push_back(prefix + Joined(unit, i, i + 2));
      } else if (!in_pair || u + 1 < units.size()) {
        terms.push_back(prefix + unit.parts[i].text);
      }
    }
  }
  if (terms.empty()) return std::nullopt;
  marks_.AddSequence(std::move(parts));
  Query query(Query::OP_PHRASE, terms.begin(), terms.end(),
              static_cast<Xapian::termcount>(terms.size()));
  return Condition{std::move(query), "\"" + std::string(text) + "\""};
}

Query ConditionMaker::Word(const std::string& word, const std::string& prefix) {
  std::set<std::string> stems;
  for (const std::string& language : snapshot_.vocabulary->stemmers) {
    const std::string stem = StemTerm(word, language);
    if (!stem.empty()) stems.insert(stem);
  }
  if (stems.empty()) stems.insert(word);
  std::vector<Query> any;
  for (const std::string& stem : stems) {
    marks_.terms.insert(stem);
    if (stems.size() == 1 || Exists(prefix + stem)) any.emplace_back(prefix + stem);
  }
  return any.empty() ? Query(prefix + *stems.begin()) : Combine(Query::OP_OR, any);
}

Query ConditionMaker::Beginning(const std::string& word, const std::string& prefix) {
  if (CountCharacters(word) < kMinOpenLetters) return Word(word, prefix);
  marks_.beginnings.push_back(word);
  return Query(Query::OP_WILDCARD, prefix + word, kMaxExpansion,
               Query::WILDCARD_LIMIT_MOST_FREQUENT, Query::OP_SYNONYM) |
         Word(word, prefix);
}

Query ConditionMaker::SideBySide(const std::vector<std::string>& parts, const std::string& prefix) {
  std::vector<std::string> terms;
  for (const std::string& part : parts) terms.push_back(prefix + part);
  marks_.AddSequence(parts);
  return {Query::OP_PHRASE, terms.begin(), terms.end(),
          static_cast<Xapian::termcount>(terms.size())};
}

Query ConditionMaker::Parts(const Unit& unit, size_t first, size_t last,
                            const std::string& prefix) {
  return unit.kind == Unit::Kind::kIdeographs ? Ideographs(unit, first, last, prefix)
                                              : Compound(unit, prefix);
}

Query ConditionMaker::Compound(const Unit& unit, const std::string& prefix) {
  const size_t count = unit.parts.size();
  if (unit.kind == Unit::Kind::kEmoji) {
    marks_.terms.insert(unit.parts[0].text);
    return Query(prefix + unit.parts[0].text);
  }
  if (count == 1) return Word(unit.parts[0].text, prefix);
  std::vector<std::string> parts;
  for (size_t i = unit.has_elision ? 1 : 0; i < count; ++i) parts.push_back(unit.parts[i].text);
  Query apart;
  if (unit.is_loose || parts.size() == 1) {
    std::vector<Query> words;
    for (const std::string& part : parts) words.push_back(Word(part, prefix));
    apart = Combine(Query::OP_AND, words);
  } else {
    apart = SideBySide(parts, prefix);
  }
  return apart | Word(Joined(unit, 0, count), prefix);
}

Query ConditionMaker::Ideographs(const Unit& unit, size_t first, size_t last,
                                 const std::string& prefix) {
  std::vector<std::string> characters;
  for (size_t i = first; i < last; ++i) characters.push_back(unit.parts[i].text);
  marks_.AddSequence(std::move(characters));
  if (last == first + 1) return Query(prefix + unit.parts[first].text);
  std::vector<Query> pairs;
  for (size_t i = first; i + 1 < last; ++i) pairs.emplace_back(prefix + Joined(unit, i, i + 2));
  return Combine(Query::OP_AND, pairs);
}

Query ConditionMaker::Entity(const std::string& entity) {
  const auto& keys = snapshot_.vocabulary->names.keys;
  std::vector<Query> any = {Query(EntityTerm(entity))};
  if (const auto names = keys.find(entity); names != keys.end()) {
    for (const std::string& key : names->second) {
      marks_.AddSequence(NameParts(key));
      if (const std::string tag = TaggedTerm(key); Exists(tag)) any.emplace_back(tag);
    }
  }
  return Combine(Query::OP_MAX, any);
}

}  // namespace broadsheet::query

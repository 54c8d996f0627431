#include "query/search/query.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/types/span.h"
#include "query/search/document.h"
#include "query/search/field_filter.h"
#include "query/search/recency.h"
#include "query/search/syntax.h"

namespace broadsheet::query {
namespace {

using Kind = SyntaxNode::Kind;
using Xapian::Query;

constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

// Of how many conditions one may be lacking.
constexpr size_t kFewest = 3;
constexpr size_t kMost = 8;
// Half of so many may be there in dozens of ways: not so where they have more terms.
constexpr Xapian::termcount kMostTerms = 100;

// Every article. Not Query::MatchAll: threads would share its reference count, which is
// not atomic.
Query Everything() { return Query(""); }

Query And(const std::vector<Query>& queries) {
  return queries.empty() ? Everything() : Query(Query::OP_AND, queries.begin(), queries.end());
}

Query Or(const std::vector<Query>& queries) {
  return {Query::OP_OR, queries.begin(), queries.end()};
}

Query FilterQuery(const Filter& filter) {
  std::vector<Query> all;
  for (const std::vector<std::string>& group : filter.any_of) {
    std::vector<Query> any;
    for (const std::string& term : group) any.emplace_back(FilterTerm(term));
    all.push_back(Or(any));
  }
  for (const std::string& term : filter.all_of) all.emplace_back(FilterTerm(term));
  if (filter.start_time != absl::InfinitePast()) {
    all.emplace_back(Query::OP_VALUE_GE, kTimeSlot, TimeKey(filter.start_time, kFirstId));
  }
  if (filter.end_time != absl::InfiniteFuture()) {
    all.emplace_back(Query::OP_VALUE_LE, kTimeSlot, KeyBefore(TimeKey(filter.end_time, kFirstId)));
  }
  return And(all);
}

// A part of a query, about as it was typed.
std::string TextOf(const SyntaxNode& node) {
  std::string text = node.text;
  for (const SyntaxNode& child : node.children) {
    if (!text.empty()) text += node.kind == Kind::kAny ? " OR " : " ";
    text += TextOf(child);
  }
  return node.kind == Kind::kNot ? "-" + text : text;
}

// What a part of a query asks for.
struct Wishes {
  std::vector<Condition> wanted;
  // Filters, which no match may lack.
  std::vector<Query> required;
  std::vector<Query> unwanted;

  void Want(std::vector<Condition> conditions) {
    for (Condition& condition : conditions) wanted.push_back(std::move(condition));
  }
  void Want(std::optional<Condition> condition) {
    if (condition.has_value()) wanted.push_back(*std::move(condition));
  }
  std::vector<Query> WantedQueries() const {
    std::vector<Query> queries;
    for (const Condition& condition : wanted) queries.push_back(condition.query);
    return queries;
  }
};

// Turns a syntax tree into wishes.
class WishReader {
 public:
  WishReader(const SearchSnapshot& snapshot, Marks& marks)
      : snapshot_(snapshot), maker_(snapshot, marks) {}

  void Read(const SyntaxNode& node, Wishes& wishes) {
    switch (node.kind) {
      case Kind::kAll:
        for (const SyntaxNode& child : node.children) Read(child, wishes);
        return;
      case Kind::kWords:
        return wishes.Want(maker_.Words(node.text, node.is_open, ""));
      case Kind::kPhrase:
        return wishes.Want(maker_.Phrase(node.text, ""));
      case Kind::kAny:
        return ReadAny(node, wishes);
      case Kind::kNot:
        return ReadNot(node, wishes);
      case Kind::kField:
        return ReadField(node, wishes);
    }
  }

  const std::vector<Query>& helpful() const { return maker_.helpful(); }

 private:
  // All that `node` asks for, as one; empty where that is nothing.
  Query One(const SyntaxNode& node) {
    Wishes wishes;
    Read(node, wishes);
    std::vector<Query> all = wishes.WantedQueries();
    all.insert(all.end(), wishes.required.begin(), wishes.required.end());
    if (all.empty() && wishes.unwanted.empty()) return Query();
    if (wishes.unwanted.empty()) return And(all);
    return {Query::OP_AND_NOT, And(all), Or(wishes.unwanted)};
  }

  void ReadAny(const SyntaxNode& node, Wishes& wishes) {
    std::vector<Query> any;
    for (const SyntaxNode& child : node.children) any.push_back(One(child));
    wishes.wanted.push_back({Or(any), TextOf(node)});
  }

  // What nobody wants is not marked.
  void ReadNot(const SyntaxNode& node, Wishes& wishes) {
    Marks unmarked;
    Query query = WishReader(snapshot_, unmarked).One(node.children[0]);
    if (!query.empty()) wishes.unwanted.push_back(std::move(query));
  }

  void ReadField(const SyntaxNode& node, Wishes& wishes) {
    if (node.field == "title") return ReadText(node, kTitlePrefix, wishes);
    if (node.field == "author") return ReadText(node, kAuthorPrefix, wishes);
    const std::optional<Filter> filter = FieldFilter(node.field, node.text, snapshot_);
    if (filter.has_value()) return wishes.required.push_back(FilterQuery(*filter));
    wishes.Want(maker_.Words(node.field + ":" + node.text, /*is_open=*/false, ""));
  }

  void ReadText(const SyntaxNode& node, const std::string& prefix, Wishes& wishes) {
    const bool is_phrase = node.text.find(' ') != std::string::npos;
    if (is_phrase) return wishes.Want(maker_.Phrase(node.text, prefix));
    wishes.Want(maker_.Words(node.text, node.is_open, prefix));
  }

  const SearchSnapshot& snapshot_;
  ConditionMaker maker_;
};

// At least `count` of `queries`, one or more.
Query AtLeast(size_t count, absl::Span<const Query> queries) {
  if (count == queries.size()) return And({queries.begin(), queries.end()});
  if (count == 1) return Or({queries.begin(), queries.end()});
  const absl::Span<const Query> rest = queries.subspan(1);
  return Query(Query::OP_AND, queries[0], AtLeast(count - 1, rest)) | AtLeast(count, rest);
}

// Who writes one wants something of what stands on both sides.
bool IsOperatorWord(const std::string& label) {
  const std::string word = absl::AsciiStrToLower(label);
  return word == "and" || word == "or" || word == "not";
}

// `conditions`, but for some of those that may lack; nothing where these are too few or too
// many.
class Lacking {
 public:
  explicit Lacking(const std::vector<Condition>& conditions) {
    for (const Condition& condition : conditions) {
      (condition.may_lack ? may_lack_ : must_have_).push_back(condition.query);
      has_operator_word_ = has_operator_word_ || IsOperatorWord(condition.label);
    }
  }

  Query One() const {
    const size_t count = may_lack_.size();
    return count < kFewest || count > kMost ? Query() : AllBut(1);
  }

  std::vector<Query> More() const {
    const size_t count = may_lack_.size();
    if (count < 2 || count > kMost || Or(may_lack_).get_length() > kMostTerms) return {};
    std::vector<Query> more;
    if (count / 2 > 1) more.push_back(AllBut(count / 2));
    if (!has_operator_word_) more.push_back(AllBut(count - 1));
    return more;
  }

 private:
  Query AllBut(size_t lacking) const {
    std::vector<Query> all = must_have_;
    all.push_back(AtLeast(may_lack_.size() - lacking, may_lack_));
    return And(all);
  }

  std::vector<Query> may_lack_;
  std::vector<Query> must_have_;
  bool has_operator_word_ = false;
};

}  // namespace

SearchQuery ParseSearch(const SearchSnapshot& snapshot, const std::string& text,
                        const Filter& filter) {
  SyntaxNode root = ParseSyntax(text);
  if (root.children.empty()) {
    SyntaxNode& words = root.children.emplace_back();
    words.kind = Kind::kWords;
    words.text = text;
  }
  SearchQuery search;
  WishReader reader(snapshot, search.marks);
  Wishes wishes;
  reader.Read(root, wishes);
  // White space and punctuation alone ask for nothing.
  if (wishes.wanted.empty() && wishes.required.empty() && wishes.unwanted.empty()) return search;
  wishes.required.push_back(FilterQuery(WithDescendants(filter, snapshot.tree)));
  const std::vector<Query> wanted = wishes.WantedQueries();
  std::vector<Query> helpful = reader.helpful();
  const Query newness = PreferenceForNew(snapshot.database, And(wanted));
  if (!newness.empty()) helpful.push_back(newness);
  const auto admitted = [&](Query query) {
    if (!wishes.unwanted.empty()) query = {Query::OP_AND_NOT, query, Or(wishes.unwanted)};
    if (!helpful.empty()) query = {Query::OP_AND_MAYBE, query, Or(helpful)};
    return Query(Query::OP_FILTER, query, And(wishes.required));
  };
  search.all = admitted(And(wanted));
  const Lacking lacking(wishes.wanted);
  if (const Query one = lacking.One(); !one.empty()) {
    search.all_but_one = admitted({Query::OP_AND_NOT, one, And(wanted)});
  }
  for (const Query& more : lacking.More()) search.last_resorts.push_back(admitted(more));
  search.is_ranked = !wanted.empty();
  search.conditions = std::move(wishes.wanted);
  return search;
}

}  // namespace broadsheet::query

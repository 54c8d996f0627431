#include "query/search/related.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

#include "query/archive_batch.h"
#include "query/search/analysis.h"
#include "query/search/document.h"
#include "query/search/plain_text.h"
#include "query/search/stems.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

using Kind = Topic::Kind;
using Xapian::Query;

// What somebody chose, or counted, says more than a word.
constexpr double kMentionWeight = 1;
constexpr double kTagWeight = 1;
constexpr double kTitleWordWeight = 0.5;
constexpr double kTeaserWordWeight = 0.3;
constexpr double kSameLanguage = 0.5;
// How often an article may name an entity until it is about nothing more.
constexpr int kMostNamings = 8;
// A topic of more than one article in so many says nothing.
constexpr double kCommon = 2;
constexpr double kCommonWord = 12;
// More topics cost time, and change nothing.
constexpr size_t kMaxTopics = 16;
// What two articles must share to be related: a mention or tag of one article in nine, or
// several that are less rare; one word alone only where it is very rare.
constexpr double kLeast = 2.2;

// Gathers the words of an article.
class WordTopics {
 public:
  explicit WordTopics(const article::v1::Article& article) : language_(article.language_code()) {
    for (const auto& mention : article.mentions()) Pass(mention.surface_form());
    for (const std::string& tag : article.tags()) Pass(tag);
  }

  void Add(std::string_view text, double weight, std::vector<Topic>& topics) {
    ForEachToken(text, [&](const Token& token) {
      // A character alone, a letter or a short number is no topic.
      if (token.text.size() < 3 || (!token.is_word && token.span < 2)) return;
      const std::string term = TermOf(token);
      if (!seen_.insert(term).second) return;
      topics.push_back({Kind::kWord, std::string(text.substr(token.begin, token.end - token.begin)),
                        term, weight});
    });
  }

 private:
  std::string TermOf(const Token& token) const {
    std::string stem = token.is_word ? StemTerm(token.text, language_) : "";
    return stem.empty() ? token.text : stem;
  }
  void Pass(std::string_view text) {
    ForEachToken(text, [&](const Token& token) { seen_.insert(TermOf(token)); });
  }

  const std::string& language_;
  std::unordered_set<std::string> seen_;
};

// Weighs topics by how rare they are, and leaves out those that say nothing here. The
// heaviest first.
std::vector<Topic> Telling(const Xapian::Database& database, std::vector<Topic> topics) {
  const double articles = database.get_doccount();
  std::vector<Topic> telling;
  for (Topic& topic : topics) {
    const double having = database.get_termfreq(topic.term);
    const double common = topic.kind == Kind::kWord ? kCommonWord : kCommon;
    // One that the article has alone leads nowhere.
    const bool is_common = having * common > articles && articles > 2 * common;
    if (having < 1 || is_common) continue;
    topic.weight *= std::log((articles + 1) / having);
    telling.push_back(std::move(topic));
  }
  std::stable_sort(telling.begin(), telling.end(),
                   [](const Topic& a, const Topic& b) { return a.weight > b.weight; });
  if (telling.size() > kMaxTopics) telling.resize(kMaxTopics);
  return telling;
}

Query QueryOf(const std::vector<Topic>& topics, const article::v1::Article& article) {
  std::vector<Query> any;
  for (const Topic& topic : topics) {
    any.emplace_back(Query::OP_SCALE_WEIGHT, Query(topic.term), topic.weight);
  }
  Query query(Query::OP_OR, any.begin(), any.end());
  query = {Query::OP_AND_NOT, query, Query(IdTerm(IdOf(article)))};
  const Query language(FilterTerm(LanguageTerm(article.language_code())));
  return {Query::OP_AND_MAYBE, query, Query(Query::OP_SCALE_WEIGHT, language, kSameLanguage)};
}

}  // namespace

std::vector<Topic> TopicsOf(const article::v1::Article& article) {
  std::vector<Topic> topics;
  std::unordered_set<std::string> seen;
  for (const auto& mention : article.mentions()) {
    const double namings = std::clamp(mention.count(), 1, kMostNamings);
    const double weight = kMentionWeight * (0.5 + 0.5 * std::log2(namings + 1));
    std::string term = EntityTerm(mention.entity());
    if (!seen.insert(term).second) continue;
    topics.push_back({Kind::kMention, mention.entity(), std::move(term), weight});
  }
  for (const std::string& tag : article.tags()) {
    std::string term = FilterTerm(TagTerm(tag));
    if (!seen.insert(term).second) continue;
    topics.push_back({Kind::kTag, tag, std::move(term), kTagWeight});
  }
  WordTopics words(article);
  words.Add(article.title(), kTitleWordWeight, topics);
  words.Add(TextOfHtml(article.teaser_html()), kTeaserWordWeight, topics);
  return topics;
}

std::vector<RelatedArticle> FindRelated(const SearchSnapshot& snapshot,
                                        const article::v1::Article& article, int limit) {
  const std::vector<Topic> topics = Telling(snapshot.database, TopicsOf(article));
  std::vector<RelatedArticle> related;
  if (topics.empty()) return related;
  Xapian::Enquire enquire(snapshot.database);
  // The sum of the topics' own weights.
  enquire.set_weighting_scheme(Xapian::CoordWeight());
  enquire.set_docid_order(Xapian::Enquire::DESCENDING);
  enquire.set_query(QueryOf(topics, article));
  const Xapian::MSet matches = enquire.get_mset(0, limit);
  // Not by Xapian's set_cutoff(), which loses matches below an operator with an empty branch.
  for (auto match = matches.begin(); match != matches.end() && match.get_weight() >= kLeast;
       ++match) {
    const std::unordered_set<std::string> terms(enquire.get_matching_terms_begin(match),
                                                enquire.get_matching_terms_end(match));
    RelatedArticle& found = related.emplace_back();
    found.id = IdOf(ArticleIn(match.get_document()));
    for (const Topic& topic : topics) {
      if (terms.count(topic.term) != 0) found.shared.push_back(topic);
    }
  }
  return related;
}

}  // namespace broadsheet::query

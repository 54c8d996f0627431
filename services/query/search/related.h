// Which articles are about the same things as another one.
#pragma once

#include <xapian.h>

#include <string>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "query/search/readers.h"

namespace broadsheet::query {

// Something that an article is about.
struct Topic {
  enum class Kind { kMention, kTag, kWord };
  Kind kind = Kind::kMention;
  // The entity, the tag, or the word as the article writes it.
  std::string name;
  // The index's term for it.
  std::string term;
  // How much of the article it is, before it is known how rare it is.
  double weight = 1;
};

// What the mentions, the tags, and the title and teaser of `article` say that it is about,
// each once: a word that is part of a mention's name or of a tag is no topic of its own.
// Pure.
std::vector<Topic> TopicsOf(const article::v1::Article& article);

struct RelatedArticle {
  std::string id;
  // What it shares with the article, the most telling first.
  std::vector<Topic> shared;
};

// The `limit` articles of the index that share most with `article`, but for itself: what few
// articles have says more than what most have. Of equal ones the newer comes first; those of
// the same language go before, a little. Throws Xapian's errors.
std::vector<RelatedArticle> FindRelated(const SearchSnapshot& snapshot,
                                        const article::v1::Article& article, int limit);

}  // namespace broadsheet::query

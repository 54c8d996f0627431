#include "query/watch/match.h"

#include <algorithm>

namespace broadsheet::query {

using Event = v1::WatchArticlesResponse;

bool Matches(const Filter& filter, const Listing& listing) {
  if (listing.terms.empty() || listing.list_time < filter.start_time ||
      listing.list_time >= filter.end_time) {
    return false;
  }
  const auto has = [&](const std::string& term) {
    return std::binary_search(listing.terms.begin(), listing.terms.end(), term);
  };
  return std::all_of(filter.all_of.begin(), filter.all_of.end(), has) &&
         std::all_of(filter.any_of.begin(), filter.any_of.end(), [&](const auto& group) {
           return std::any_of(group.begin(), group.end(), has);
         });
}

std::optional<Event::Kind> KindOf(const ListChange& change, const Filter& filter) {
  if (change.retracted) return Event::KIND_RETRACTED;
  const bool is = Matches(filter, change.after);
  if (!change.before.has_value()) return is ? Event::KIND_CHANGED : Event::KIND_REMOVED;
  const bool was = Matches(filter, *change.before);
  if (was && is) return Event::KIND_CHANGED;
  if (is) return Event::KIND_ADDED;
  if (was) return Event::KIND_REMOVED;
  return std::nullopt;
}

article::v1::Article ArticleOfEvent(const ListChange& change, Event::Kind kind) {
  article::v1::Article article;
  // What the projection has serialised.
  article.ParseFromString(change.teaser);
  const bool is_there = kind == Event::KIND_ADDED || kind == Event::KIND_CHANGED;
  return is_there ? article : StubOf(article);
}

}  // namespace broadsheet::query

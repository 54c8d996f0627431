// What a change is to who watches a filtered list.
#pragma once

#include <optional>

#include "broadsheet/query/v1/query_service.pb.h"
#include "query/filter.h"
#include "query/list_change.h"

namespace broadsheet::query {

// Whether the list that `filter` makes has an article with that listing. The filter's text is
// not looked at. Pure.
bool Matches(const Filter& filter, const Listing& listing);

// Nothing where the list is not touched. Pure.
std::optional<v1::WatchArticlesResponse::Kind> KindOf(const ListChange& change,
                                                      const Filter& filter);

// The event's article: a stub where it has left the list. Pure.
article::v1::Article ArticleOfEvent(const ListChange& change, v1::WatchArticlesResponse::Kind kind);

}  // namespace broadsheet::query

// Fields of a query that articles are filtered by.
#pragma once

#include <optional>
#include <string>

#include "query/filter.h"
#include "query/search/readers.h"

namespace broadsheet::query {

// What `field`:`value` admits: category, tag, source (a host or a site's URI), lang, mention
// (a name or an id); before and after (a day, month or year, UTC: up to it, and from it on).
// Nothing where the field does not know such a value.
std::optional<Filter> FieldFilter(const std::string& field, const std::string& value,
                                  const SearchSnapshot& snapshot);

}  // namespace broadsheet::query

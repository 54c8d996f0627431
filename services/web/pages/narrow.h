// How a list can be narrowed down, and what it was narrowed down to.
#pragma once

#include "broadsheet/query/v1/query_service.pb.h"
#include "web/collection.h"
#include "web/ctemplate.h"
#include "web/narrowing.h"

namespace broadsheet::web {

// Fills NARROWED and NARROW of archive.html: months by year, and, where the list is not that
// of a tag, its most frequent tags. `articles` are the list's, for their spelling of tags.
// Nothing where there is no choice.
void AddNarrowing(const Collection& collection, const Narrowing& narrowing,
                  const query::v1::ListFacetsResponse& facets,
                  const google::protobuf::RepeatedPtrField<article::v1::Article>& articles,
                  ctemplate::TemplateDictionary& content);

}  // namespace broadsheet::web

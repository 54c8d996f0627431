// Articles about the same things, under an article.
#pragma once

#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "web/ctemplate.h"
#include "web/site.h"

namespace broadsheet::web {

// Fills RELATED of article.html: each with what it shares with `article`, in words. Nothing
// where there are none.
void AddRelated(const article::v1::Article& article, const query::v1::ListRelatedResponse& related,
                const Site& site, ctemplate::TemplateDictionary& content);

}  // namespace broadsheet::web

// Requests that ask for the same, written alike.
#pragma once

#include "broadsheet/query/v1/query_service.pb.h"

namespace broadsheet::query {

// With a filter whose lists are sorted and hold each value once, with enumerations as
// they are taken, and without what differs from page to page (page_size, page_token,
// read_after, resume_token). What tokens are bound to. Pure.
v1::ListArticlesRequest NormalForm(v1::ListArticlesRequest request);
v1::SearchArticlesRequest NormalForm(v1::SearchArticlesRequest request);
v1::WatchArticlesRequest NormalForm(v1::WatchArticlesRequest request);

}  // namespace broadsheet::query

// Finds the text of an article on a page that does not say where it is.
#pragma once

#include <string>
#include <vector>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The element of `post` whose running text outweighs the rest of it: lines that are sentences
// count, links count against them, as do many short lines; comments, cards of other stories and
// what IsCalledFurniture() don't. It is the smallest that has nearly all. Null where there is
// not even a sentence. Points into `post`. Thread-safe.
const HtmlNode* FindRunningText(const HtmlNode& post);

// Whether `page` has a headline of its own, and running text beside `posts`: it is an article
// with cards of others.
bool HasArticleBeside(const HtmlNode& page, const std::vector<const HtmlNode*>& posts);

}  // namespace broadsheet::ingest

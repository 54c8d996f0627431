// Finds the text of an article on a page that does not say where it is.
#pragma once

#include <string>
#include <vector>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// Bytes of text below `node`; those inside links count against it, twice. Thread-safe.
double RunningText(const HtmlNode& node);

// The element of `post` with the most running text: paragraphs count, and lines in boxes;
// text inside links counts against it. Null where no element has a few sentences.
// Points into `post`. Thread-safe.
const HtmlNode* FindRunningText(const HtmlNode& post);

// Whether `page` has a headline of its own, and running text beside `posts`: it is an article
// with cards of others.
bool HasArticleBeside(const HtmlNode& page, const std::vector<const HtmlNode*>& posts);

}  // namespace broadsheet::ingest

// Finds the text of an article on a page that does not say where it is.
#pragma once

#include <string>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The element below `post` with the most running text: paragraphs count, text
// inside links counts against it. Null where no element has a few sentences.
// Points into `post`. Thread-safe.
const HtmlNode* FindRunningText(const HtmlNode& post);

// `content` as a "#root" without what stands around a text: its headline `title`,
// byline, date, navigation, notes about related posts.
HtmlNode WithoutFurniture(const HtmlNode& content, const std::string& title);

}  // namespace broadsheet::ingest

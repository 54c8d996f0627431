// What stands in and around an article's text without being of it.
#pragma once

#include <string>
#include <vector>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// `content`, of the page that was read from `uri`, as a "#root" without its furniture: its
// headline `title`, byline, date, navigation, what is hidden, boxes that are called share,
// newsletter, related and the like, lists of links to other pages of the site, and `cards`,
// which lead to other stories. A box that has a third of the text or more is the text, whatever
// it is called. Thread-safe.
HtmlNode WithoutFurniture(const HtmlNode& content, const std::string& title,
                          const std::vector<const HtmlNode*>& cards, const std::string& uri);

}  // namespace broadsheet::ingest

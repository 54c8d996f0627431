// What stands in and around an article's text without being of it.
#pragma once

#include <string>
#include <vector>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// What is known of the article whose text is cleaned.
struct TextContext {
  std::string title;
  std::vector<std::string> authors;
  // Boxes that lead to other stories.
  std::vector<const HtmlNode*> cards;
  // The page's address.
  std::string uri;
};

// `content` as a "#root" without its furniture: its headline and what stands before it, byline,
// date, navigation, comments, what is hidden, boxes that are called share, newsletter, related
// and the like, cards, lines that only lead to other pages of the site, notices of
// advertisements. A box that has a third of the text or more is the text, whatever it is called.
// Captions become <figcaption>. Thread-safe.
HtmlNode WithoutFurniture(const HtmlNode& content, const TextContext& context);

}  // namespace broadsheet::ingest

// The teaser of an article whose source has none.
#pragma once

#include <string>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

struct MadeTeaser {
  // Sanitised HTML; empty where the body has no text.
  std::string html;
  // Whether the body says more than the teaser.
  bool cut = false;
};

// The beginning of a sanitised body: 55 words, or 110 characters of East Asian
// text, cut behind a sentence where one ends in its second half, else behind a
// word and with an ellipsis. Thread-safe.
MadeTeaser MakeTeaser(const HtmlNode& sanitised);

}  // namespace broadsheet::ingest

// The plain text of an article's HTML.
#pragma once

#include <string>
#include <string_view>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The text of sanitised HTML: blocks and line breaks separated by one newline,
// table cells by a space. What only explains is left out: captions of pictures, readings of
// characters. Thread-safe.
std::string PlainText(const HtmlNode& sanitised);

// A headline or name out of markup or plain text: character references resolved, tags
// removed, NFC, white space collapsed. Only what is a whole tag of an element that words are
// set in is one: "vector<int>", "<3" and "the <main> element" stay. Thread-safe.
std::string PlainLine(std::string_view markup);

}  // namespace broadsheet::ingest

// The plain text of an article's HTML.
#pragma once

#include <string>

#include "ingest/html.h"

namespace broadsheet::ingest {

// The text of sanitised HTML: blocks and line breaks separated by one newline,
// table cells by a space. Thread-safe.
std::string PlainText(const HtmlNode& sanitised);

}  // namespace broadsheet::ingest

// The form of a text, whatever boxes and blanks its markup came with.
#pragma once

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// Brings what is below `root`, of which only allowed elements and boxes (`<div>`) are left,
// into its normal form: runs of inline nodes between blocks become paragraphs, boxes open up,
// white space collapses, what shows nothing goes, and text is NFC. To do so again changes
// nothing. Thread-safe.
void TidyHtml(HtmlNode& root);

}  // namespace broadsheet::ingest

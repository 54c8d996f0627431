// What short lines around a headline say, on pages whose markup does not.
#pragma once

#include <string>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The line nearest to the headline `title` in `post` that is a date, or begins with one or two
// words and is a date ("Updated 5 May 2026"): the date. Empty where there is none within about
// 1,500 bytes of text. Thread-safe.
std::string DateNearHeadline(const HtmlNode& post, const std::string& title);

// The same for a line that begins as bylines do in some languages: "By Ann Lee", "Von …",
// "作者：…". Thread-safe.
std::string BylineNearHeadline(const HtmlNode& post, const std::string& title);

// The day in a path such as "/2026/05/05/"; else empty. Thread-safe.
std::string DateInUri(const std::string& uri);

}  // namespace broadsheet::ingest

// Which picture an <img> shows, however a page puts off loading it.
#pragma once

#include <string>
#include <string_view>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The address of the picture that the <img> or <source> `image` is for, resolved against
// `base`: what scripts would put into its `src`, else the `src` unless that only keeps the
// place, else the widest of its `srcset`. Empty where there is none. Thread-safe.
std::string ImageSource(const HtmlNode& image, std::string_view base);

// Whether `node` is an image that can stand for an article: no counter's pixel, icon, emoji or
// author's portrait. Thread-safe.
bool IsPicture(const HtmlNode& node);

}  // namespace broadsheet::ingest

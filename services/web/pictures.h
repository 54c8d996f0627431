// Pictures in texts.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::web {

// `sanitised_html` with its pictures loaded when they come into view, and decoded
// without holding up the text. The record itself stays as it is. Thread-safe.
std::string WithLazyPictures(std::string_view sanitised_html);

}  // namespace broadsheet::web

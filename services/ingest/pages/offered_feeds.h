// A page where a feed was expected.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::ingest {

// Whether `bytes` begin as an HTML page does, whatever they are said to be.
bool LooksLikePage(std::string_view bytes);

// The feeds that the page, read from `uri`, names for itself (RSS, Atom or JSON Feed by
// `<link rel="alternate">`), absolute, in its order, each once, at most 10. Empty for
// what is no page. Thread-safe.
std::vector<std::string> OfferedFeeds(std::string_view bytes, std::string_view content_type,
                                      const std::string& uri);

}  // namespace broadsheet::ingest

// A page where a feed was expected.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::ingest {

// Whether `bytes` begin as an HTML page does, whatever they are said to be.
bool LooksLikePage(std::string_view bytes);

struct FeedOffer {
  // Where the feeds are that the page names for itself (RSS, Atom or JSON Feed, by links of
  // rel "alternate" or "feed"), absolute, each once, at most 10: those below the page's own
  // address first, then in its order. Feeds of comments are not among them.
  std::vector<std::string> uris;
  // The page is a feed itself (h_feed.h).
  bool is_feed = false;
};

// What the page, read from `uri`, offers; nothing for what is no page. Thread-safe.
FeedOffer OfferedFeeds(std::string_view bytes, std::string_view content_type,
                       const std::string& uri);

}  // namespace broadsheet::ingest

// Links of an HTTP answer (RFC 8288).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::ingest {

// A link of a Link header.
struct HeaderLink {
  // As it stands there; it may be relative.
  std::string uri;
  // The value of its first `rel`, in lower case: words with spaces between.
  std::string rel;
};

// The links of a Link header, several joined by commas, in their order; at most 100. What is
// no link is passed over, and so is one that is about something else (`anchor`). Takes linear
// time. Thread-safe.
std::vector<HeaderLink> ParseLinkHeader(std::string_view header);

}  // namespace broadsheet::ingest

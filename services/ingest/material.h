// What comes in before anybody has looked at it.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// Bytes, and what is known of them.
struct Material {
  std::string_view bytes;
  // As the server said; charset included. Empty where nobody said.
  std::string content_type;
  // Where they came from: what relative links are relative to.
  std::string uri;
};

// kAny: whichever it looks like.
enum class PageKind { kAny, kArchive };

}  // namespace broadsheet::ingest

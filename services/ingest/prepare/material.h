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
  // The Link header that they came with; empty where none did.
  std::string link_header = {};
};

// kAny: whichever it looks like.
enum class PageKind { kAny, kArchive };

// What origins of pushes begin with, and the media type of what is pushed.
inline constexpr char kPushOrigins[] = "push/";
inline constexpr char kPushMediaType[] =
    "application/x-protobuf; messageType=broadsheet.article.v1.Article";

// Origin of pages that a caller asks for.
inline constexpr char kPagesOrigin[] = "pages";

// Media type of a line of JSONL.
inline constexpr char kJsonLineMediaType[] =
    "application/json; messageType=broadsheet.article.v1.Article";

// Media type of what is kept of a Ghost export: the post with its tags and authors.
inline constexpr char kGhostMediaType[] = "application/json; export=ghost";

}  // namespace broadsheet::ingest

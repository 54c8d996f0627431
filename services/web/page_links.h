// The way to the other pages of a list.
//
// Query's page tokens lead only to older pages. So that a reader can go back
// also where a link led them into the middle, a page's address carries the tokens
// of the few pages before it.
#pragma once

#include <string>
#include <vector>

#include "web/links.h"
#include "web/site.h"

namespace broadsheet::web {

// Where in a list a page stands.
struct PagePosition {
  // Query's page token; empty on the first page.
  std::string token;
  // 1, 2, and so on; 0 where the address does not say.
  int number = 1;
  // Tokens of the pages before this one that aren't the first, nearest last.
  std::vector<std::string> newer_tokens;
};

struct PageLinks {
  // Empty on the first page.
  std::string newest;
  // Empty on the first page, and where the page before is not known.
  std::string newer;
  // Empty on the last page.
  std::string older;
};

// The position that the parameters `page`, `n` and `newer` of `request` give.
// Thread-safe.
PagePosition ReadPagePosition(const Request& request);

// Links from the page at `position` of the list at `path`, whose next page has
// the token `next_token` (empty: none). `parameters` are on every link.
// Thread-safe.
PageLinks MakePageLinks(const std::string& path, const Parameters& parameters,
                        const PagePosition& position, const std::string& next_token);

}  // namespace broadsheet::web

// The link behind a teaser, as a reader sees it.
#pragma once

#include <optional>
#include <string>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::web {

struct MoreLinkText {
  // "Continue reading", "Read more (in Chinese)".
  std::string label;
  // The article's headline after a "Continue reading"; empty otherwise.
  std::string headline;
  std::string href;
  // BCP-47 tag of the target where that is known and outside of this site.
  std::string hreflang;
  // Whether it leaves this site.
  bool is_external = false;
};

// The link to show behind the teaser of `article` in a list: to our own page
// where the rest of the article is held, else to the publisher's. Nothing where
// the article is complete, or its link leads nowhere that a reader can go.
std::optional<MoreLinkText> MoreLinkInList(const article::v1::Article& article);

// The same on the article's own page, where nothing remains to be read here.
std::optional<MoreLinkText> MoreLinkOnPage(const article::v1::Article& article);

}  // namespace broadsheet::web

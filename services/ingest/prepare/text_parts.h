// What of an entry's text is body, teaser and more-link.
#pragma once

#include <string>

#include "broadsheet/article/v1/article.pb.h"
#include "ingest/html/html.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The text of an entry as it was given: "#root"s.
struct GivenText {
  HtmlNode body;
  HtmlNode teaser;
};

struct TextParts {
  // "#root"s, not sanitised yet; without children where there is none.
  HtmlNode body{.tag = "#root"};
  HtmlNode teaser{.tag = "#root"};
  article::v1::MoreLink more;
  // Whether the source itself says so. A teaser that software cut from a body, and
  // a link that follows from there being more, are not stated. A cut one shows an
  // ellipsis.
  bool teaser_stated = false;
  bool teaser_cut = false;
  bool more_stated = false;
};

// Divides `given`, the text of `entry`, whose canonical URI and language are known by now:
// - a `<!--more-->` mark ends the teaser;
// - a text that ends in a link to its rest, or a short one that ends in a link to
//   its source, is a teaser, not a body;
// - an excerpt that ends in "[…]", or repeats the body, was made by software;
// - a long description of a feed without content is the body.
// Thread-safe.
TextParts DivideText(const Entry& entry, GivenText given, const std::string& canonical_uri,
                     const std::string& language_code);

}  // namespace broadsheet::ingest

// HTML by allow-list: what may stand in an archived article.
#pragma once

#include <string>
#include <string_view>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

struct SanitiseRules {
  // What links are relative to.
  std::string_view base_uri;
  // The article's own address; empty where that is `base_uri`.
  std::string_view page_uri = "";
  // Several teasers stand on one page: theirs lead out, to the article.
  bool links_stay_inside = true;
};

// What is left of `content` (a "#root"): paragraphs, headings, quotes, lists,
// tables, figures, images, code and inline markup, with the attributes that mean
// something. Links and images are made absolute against the base, may be http
// or https (links also mailto), and lose tracking parameters. No scripts, styles,
// event handlers, frames, forms, nor the share buttons and lists of related posts
// that plugins add. Emoji images become characters. White space is collapsed and
// text outside of blocks becomes paragraphs, so that the same article from a feed
// and from a page comes out the same. Links to a place in the article stay inside it
// (inside_links.h). Idempotent; thread-safe.
HtmlNode Sanitise(const HtmlNode& content, const SanitiseRules& rules);

}  // namespace broadsheet::ingest

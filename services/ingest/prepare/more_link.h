// The link behind a teaser: "Continue reading HEADLINE", "Read more (in
// Chinese)". All functions are thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broadsheet/article/v1/article.pb.h"
#include "ingest/html/html.h"

namespace broadsheet::ingest {

// What is known of the article that a more-link belongs to; any may be empty.
struct MoreLinkContext {
  std::string base_uri;
  std::string canonical_uri;
  std::string title;
  std::string language_code;
};

// Takes the more-link off the end of `content`, with the white space and empty
// paragraph around it. It is a link that a theme marks as one ("more-link",
// "read-more", …), or the last thing of `content` with a wording that says so in
// one of the languages known. It is CONTINUE_READING where it leads to the
// article itself (any page, where `canonical_uri` is empty), else SOURCE. The
// target's language is taken from `hreflang`, else from the label, else it is the
// article's own. The label is left without the headline.
std::optional<article::v1::MoreLink> TakeMoreLink(HtmlNode& content,
                                                  const MoreLinkContext& context);

// Whether `content` seems to have such a link: what TakeMoreLink() looks for first.
bool HasMoreLink(const HtmlNode& content, const MoreLinkContext& context);

// Takes the mark of a cut text off the end: "[…]", "…", "...". Whether there was
// one; an ellipsis is left in its place.
bool TakeEllipsis(HtmlNode& content);

// Takes the words of a more-link whose markup is gone off the end of an excerpt:
// "It rained. Read more (in Chinese)". They must stand behind a sentence, in the
// same piece of text, and be none themselves.
void TakeMoreWords(HtmlNode& content);

// Takes what plugins put behind every entry of a feed off the end: "The post X appeared first
// on Y", in any language: it links the entry's own page, `canonical_uri`, and its site.
// `base_uri` is what links are relative to.
void TakeFeedBoilerplate(HtmlNode& content, const std::string& canonical_uri,
                         const std::string& base_uri);

// The language that a label names: "Read more (in Chinese)" -> "zh", "中文" ->
// "zh". Empty where it names none.
std::string LanguageOfLabel(std::string_view label);

// Whether a label is one that leads on, in the languages known.
bool IsMoreLabel(std::string_view label);

}  // namespace broadsheet::ingest

// What pages say about their article in schema.org's vocabulary.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "ingest/html/html.h"

namespace broadsheet::ingest {

// Fields that are not stated are empty. Lines are plain text.
struct JsonLdArticle {
  std::string headline;
  std::string uri;
  std::string published;
  std::string modified;
  std::string language_code;
  std::string image_uri;
  std::string publisher;
  // Plain text; paragraphs are lines.
  std::string body;
  std::vector<article::v1::Author> authors;
  std::vector<std::string> sections;
  std::vector<std::string> keywords;
};

// How surely an article that a page describes is the page's own.
enum class Likeness { kNone, kSaysNothing, kByHeadline, kByAddress };

// Of several `articles` that `page`, which was read from `uri`, describes, the one that is its
// own most surely, and `least` so. Nothing where none is. Thread-safe.
std::optional<JsonLdArticle> ArticleOfPage(std::vector<JsonLdArticle> articles, Likeness least,
                                           const HtmlNode& page, const std::string& uri);

// The article of `page`, which was read from `uri`, as its JSON-LD describes it: of several
// the one whose address or headline is the page's. Nothing where there is none, or where all
// are about other stories. Malformed blocks are skipped, after ParseLooseJson(). Thread-safe.
std::optional<JsonLdArticle> FindJsonLdArticle(const HtmlNode& page, const std::string& uri);

}  // namespace broadsheet::ingest

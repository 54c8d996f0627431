// HTML pages: one article, or a list of posts.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/html/html.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// Reason of the error of a page that has neither an article nor posts.
inline constexpr char kNoArticle[] = "NO_ARTICLE";

struct ParsedPage {
  // Whether it is an archive page; else it is an article, the only entry.
  bool is_archive = false;
  Document document;
};

// Reads a page that was fetched from `uri` (absolute), in whatever encoding it
// is; `content_type` is what the server said. INVALID_ARGUMENT names the byte that
// can't be read, or has reason NO_ARTICLE where the page has neither an article
// nor posts. Thread-safe.
absl::StatusOr<ParsedPage> ParseHtmlPage(std::string_view bytes, std::string_view content_type,
                                         const std::string& uri);

// As above, of a page that is known to be an archive.
absl::StatusOr<Document> ParseArchiveBytes(std::string_view bytes, std::string_view content_type,
                                           const std::string& uri);

// Whether `page` lists posts rather than being one.
bool IsArchivePage(const HtmlNode& page, const std::string& uri);

// The article of a page. What the page states in JSON-LD, microdata, OpenGraph or
// microformats is taken, in this order; its text is what the markup calls content,
// else the element with the most running text. INVALID_ARGUMENT with reason
// NO_ARTICLE where there is no title, or hardly any text.
absl::StatusOr<Entry> ParseArticlePage(const HtmlNode& page, const std::string& uri);

}  // namespace broadsheet::ingest

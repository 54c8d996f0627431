// Articles as a terminal shows them.
#pragma once

#include <string>

#include "broadsheet/article/v1/article.pb.h"
#include "cli/printer.h"

namespace broadsheet::cli {

// The words of the link behind the teaser, with the headline where it belongs:
// "Continue reading HEADLINE", "Read more (in Chinese)". Empty without a link.
// Thread-safe.
std::string MoreText(const article::v1::Article& article);

// When the article was published, as far as the archive believes it. Thread-safe.
std::string DateOf(const article::v1::Article& article);

// The article in a list: headline, date, teaser and link. `title` is the headline
// as it shall show, with marks.
void PrintEntry(const article::v1::Article& article, const std::string& title,
                const std::string& teaser, Printer& out);
void PrintEntry(const article::v1::Article& article, Printer& out);

// The whole article.
void PrintArticle(const article::v1::Article& article, Printer& out);

// "tech" of "categories/tech", "7" of "feeds/7". Thread-safe.
std::string LastPart(const std::string& name);

}  // namespace broadsheet::cli

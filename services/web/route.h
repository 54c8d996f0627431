// Which page a path asks for.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::web {

enum class Page {
  kNotFound,
  kMovedPermanently,  // to Route::argument
  kFront,
  kCategory,  // of slug Route::argument
  kTag,       // of slug Route::argument
  kMention,   // of the entity Route::argument of the gazetteer
  kArticle,   // of path Route::argument
  kSearch,
  kStatic,  // the file named Route::argument
  kRobots,
  kOpenSearch,
  kSitemap,  // of the month or day Route::argument, "news", or their index where it is empty
  kHealth,
};

enum class Format { kHtml, kRss, kAtom, kJson };

struct Route {
  Page page = Page::kNotFound;
  std::string argument;
  // Feeds are of the front page, a category, a tag or a mention.
  Format format = Format::kHtml;
};

// What the percent-decoded `path` asks for. A path that lacks only its slash at
// the end, or has capitals where addresses have none, is kMovedPermanently.
// Thread-safe.
Route ParseRoute(std::string_view path);

}  // namespace broadsheet::web

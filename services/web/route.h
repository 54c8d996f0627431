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
  kArticle,   // of path Route::argument
  kSearch,
  kStatic,  // the file named Route::argument
  kRobots,
  kHealth,
};

enum class Format { kHtml, kRss, kAtom };

struct Route {
  Page page = Page::kNotFound;
  std::string argument;
  // Feeds are of the front page, a category or a tag.
  Format format = Format::kHtml;
};

// What the percent-decoded `path` asks for. A path that lacks only its slash at
// the end, or has capitals where addresses have none, is kMovedPermanently.
// Thread-safe.
Route ParseRoute(std::string_view path);

}  // namespace broadsheet::web

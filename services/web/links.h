// Addresses of the pages, percent-encoded, as links within the site.
//
// All functions are thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::web {

// "深圳" -> "%E6%B7%B1%E5%9C%B3"; slashes stay.
std::string EncodePath(std::string_view path);

// "a b&c" -> "a%20b%26c".
std::string EncodeParameter(std::string_view value);

// The slug of a resource name: "categories/tech" -> "tech".
std::string SlugOf(std::string_view resource_name);

// "categories/tech" or "tech" -> "/category/tech/".
std::string CategoryLink(std::string_view category);

// "/tag/5g/".
std::string TagLink(std::string_view tag);

// "shenzhen", an entity of the gazetteer -> "/about/shenzhen/".
std::string MentionLink(std::string_view entity);

// Article.path -> "/2026/03/12/one-plug".
std::string ArticleLink(std::string_view path);

// `path` with a query string of the parameters that are not empty.
using Parameters = std::vector<std::pair<std::string, std::string>>;
std::string WithParameters(std::string_view path, const Parameters& parameters);

// Whether `uri` is absolute, with a scheme that a link may lead a reader to
// (http or https).
bool IsWebUri(std::string_view uri);

// `uri` if it is such, else empty.
std::string WebUriOrEmpty(const std::string& uri);

// "https://www.news.example/a" -> "news.example": as it may be shown (readable_host.h).
std::string HostOf(std::string_view uri);

}  // namespace broadsheet::web

// What URIs of pages and sites are compared by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::query {

// The page that an absolute http(s) URI names. Spellings of one page have the same key: without
// scheme, user, "www.", default port, fragment and slashes at the end, the host in lower case,
// percent-encoded only where needed (RFC 3986, section 6.2.2). Empty for an empty one. Linear
// in time. Pure.
std::string UriKey(std::string_view uri);

// The spellings that the URI of a site may have in the archive, `uri` first: with the host in
// lower case, without default port, with a slash at the end and without. Of another scheme or
// host is another site: articles say which one they are of. Pure.
std::vector<std::string> SiteSpellings(std::string_view uri);

}  // namespace broadsheet::query

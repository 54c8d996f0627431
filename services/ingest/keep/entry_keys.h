// What ties bytes that are kept to an article, without a word of it: digests of its guid
// and its link.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// SHA-256 of the site and guid, and of the canonical URI, whether with https or "www." or
// not; those of them that `article` has. Thread-safe.
std::vector<std::string> EntryKeys(const article::v1::Article& article);

// The same of `id`, a guid or a link of an entry that could not be read, on this site.
// Thread-safe.
std::vector<std::string> EntryKeys(std::string_view site_uri, std::string_view id);

// That of all that comes from a site. Thread-safe.
std::string SiteKey(std::string_view site_uri);

}  // namespace broadsheet::ingest

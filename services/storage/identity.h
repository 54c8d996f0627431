// What identifies an article, its keys, and its source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The digest (32 bytes) of a key. Thread-safe, as all here.
std::string GuidKey(std::string_view site_uri, std::string_view guid);
std::string UriKey(std::string_view canonical_uri);

// The digests of the keys in `article`, sorted, each once:
//   (source.site_uri, source_guid), where both are given
//   canonical_uri, unless it is the root of the site
// Empty where nothing identifies it.
std::vector<std::string> KeysOf(const Article& article);

// The same for each write of a batch. A guid that one origin gives, in one
// observation, to articles with different canonical URIs is no key: a feed that
// repeats its guids must not make one article of all.
std::vector<std::vector<std::string>> KeysOfBatch(absl::Span<const ArticleWrite* const> writes);

// Whether both name one site: slashes at the end make no difference.
bool IsSameSite(std::string_view site_uri, std::string_view other);

// The first 8 bytes of the SHA-256 of a site's URI, slashes at the end aside.
int64_t SourceHash(std::string_view site_uri);

}  // namespace broadsheet::storage

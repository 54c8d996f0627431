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
// Of URIs, http and https are one, with "www." or without, and so is a slash at the end: a
// site that moves to https has the same articles. Empty where nothing identifies it.
std::vector<std::string> KeysOf(const Article& article);

// The keys that such an article was given before URIs were taken so: for looking up.
std::vector<std::string> FormerKeysOf(const Article& article);

struct BatchKeys {
  // Of each write.
  std::vector<std::vector<std::string>> keys;
  // Sorted. Canonical URIs that several articles share: no keys from now on.
  std::vector<std::string> shared;
};

// The same for the writes of a batch. In what one origin says in one observation,
// - a guid of articles with different canonical URIs is no key: a feed that repeats its guids
//   must not make one article of all;
// - a canonical URI of articles with different guids is none, now and later: the entries of a
//   status page or a list of changes are stories of their own, though all link to it.
BatchKeys KeysOfBatch(absl::Span<const ArticleWrite* const> writes);

// Whether both name one site: slashes at the end make no difference.
bool IsSameSite(std::string_view site_uri, std::string_view other);

// The first 8 bytes of the SHA-256 of a site's URI, slashes at the end aside.
int64_t SourceHash(std::string_view site_uri);

}  // namespace broadsheet::storage

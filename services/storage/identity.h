// What identifies an article: its keys.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The digests (32 bytes each) of the keys in `article`, sorted, each once:
//   (source.site_uri, source_guid), where both are given
//   canonical_uri, unless it is the root of the site
// Empty where nothing identifies it. Thread-safe.
std::vector<std::string> KeysOf(const Article& article);

// The same for each write of a batch. A guid that one origin gives, in one
// observation, to articles with different canonical URIs is no key: a feed that
// repeats its guids must not make one article of all. Thread-safe.
std::vector<std::vector<std::string>> KeysOfBatch(absl::Span<const ArticleWrite* const> writes);

}  // namespace broadsheet::storage

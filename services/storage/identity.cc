#include "storage/identity.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/sha256.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

// The parts can't run into each other: no text holds a NUL byte.
std::string Digest(absl::string_view kind, absl::string_view first, absl::string_view second) {
  const absl::string_view nul("\0", 1);
  return Sha256(absl::StrCat(kind, nul, first, nul, second));
}

// What is left of a URI when all that makes no difference is taken off.
absl::string_view PageOf(std::string_view text) {
  absl::string_view uri(text.data(), text.size());
  if (!absl::ConsumePrefix(&uri, "https://")) absl::ConsumePrefix(&uri, "http://");
  absl::ConsumePrefix(&uri, "www.");
  while (absl::ConsumeSuffix(&uri, "/")) {
  }
  return uri;
}

absl::string_view WithoutSlash(std::string_view text) {
  absl::string_view uri(text.data(), text.size());
  while (absl::ConsumeSuffix(&uri, "/")) {
  }
  return uri;
}

bool IsSiteRoot(const Article& article) {
  const absl::string_view uri = WithoutSlash(article.canonical_uri());
  if (!article.source().site_uri().empty() &&
      PageOf(article.canonical_uri()) == PageOf(article.source().site_uri())) {
    return true;
  }
  const size_t scheme = uri.find("://");
  return scheme == absl::string_view::npos ||
         uri.find_first_of("/?", scheme + 3) == absl::string_view::npos;
}

bool HasGuidKey(const Article& article) {
  return !article.source_guid().empty() && !article.source().site_uri().empty();
}

std::vector<std::string> Keys(const Article& article, bool with_guid, bool with_uri) {
  std::vector<std::string> keys;
  if (with_guid && HasGuidKey(article)) {
    keys.push_back(GuidKey(article.source().site_uri(), article.source_guid()));
  }
  if (with_uri && !IsSiteRoot(article)) keys.push_back(UriKey(article.canonical_uri()));
  std::sort(keys.begin(), keys.end());
  return keys;
}

// Who says something, when, and of which site.
using Observation = std::tuple<std::string, absl::Time, std::string>;

Observation ObservationOf(const ArticleWrite& write) {
  return {write.origin(), ToTime(write.observe_time()), write.article().source().site_uri()};
}

// What one observation says of guids and canonical URIs: which come with which.
struct Pairs {
  std::map<std::string, std::set<std::string>> uris_by_guid;
  std::map<std::string, std::set<std::string>> guids_by_uri;
};

bool IsAmbiguous(const std::map<std::string, std::set<std::string>>& others,
                 const std::string& value) {
  const auto found = others.find(value);
  return found != others.end() && found->second.size() > 1;
}

}  // namespace

std::string GuidKey(std::string_view site_uri, std::string_view guid) {
  return Digest("site guid", PageOf(site_uri), {guid.data(), guid.size()});
}

std::string UriKey(std::string_view canonical_uri) {
  return Digest("page", PageOf(canonical_uri), "");
}

std::vector<std::string> KeysOf(const Article& article) { return Keys(article, true, true); }

std::vector<std::string> FormerKeysOf(const Article& article) {
  std::vector<std::string> keys;
  if (HasGuidKey(article)) {
    keys.push_back(
        Digest("guid", WithoutSlash(article.source().site_uri()), article.source_guid()));
  }
  if (!IsSiteRoot(article)) keys.push_back(Digest("uri", article.canonical_uri(), ""));
  return keys;
}

bool IsSameSite(std::string_view site_uri, std::string_view other) {
  return PageOf(site_uri) == PageOf(other);
}

int64_t SourceHash(std::string_view site_uri) {
  const absl::string_view site = WithoutSlash(site_uri);
  return static_cast<int64_t>(Sha256Prefix({site.data(), site.size()}));
}

BatchKeys KeysOfBatch(absl::Span<const ArticleWrite* const> writes) {
  std::map<Observation, Pairs> said;
  for (const ArticleWrite* write : writes) {
    const Article& article = write->article();
    if (!HasGuidKey(article) || IsSiteRoot(article)) continue;
    Pairs& pairs = said[ObservationOf(*write)];
    const std::string page(PageOf(article.canonical_uri()));
    pairs.uris_by_guid[article.source_guid()].insert(page);
    pairs.guids_by_uri[page].insert(article.source_guid());
  }
  BatchKeys result;
  std::set<std::string> shared;
  for (const ArticleWrite* write : writes) {
    const Article& article = write->article();
    const Pairs& pairs = said[ObservationOf(*write)];
    const bool repeats_guid = IsAmbiguous(pairs.uris_by_guid, article.source_guid());
    const bool shares_uri =
        IsAmbiguous(pairs.guids_by_uri, std::string(PageOf(article.canonical_uri())));
    // Where both are so, nothing tells its entries apart but the pair.
    result.keys.push_back(Keys(article, !repeats_guid, !shares_uri || repeats_guid));
    if (shares_uri && !repeats_guid) shared.insert(UriKey(article.canonical_uri()));
  }
  result.shared.assign(shared.begin(), shared.end());
  return result;
}

}  // namespace broadsheet::storage

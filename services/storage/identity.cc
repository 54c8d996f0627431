#include "storage/identity.h"

#include <algorithm>
#include <map>
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

absl::string_view WithoutSlash(std::string_view text) {
  absl::string_view uri(text.data(), text.size());
  while (absl::ConsumeSuffix(&uri, "/")) {
  }
  return uri;
}

bool IsSiteRoot(const Article& article) {
  const absl::string_view uri = WithoutSlash(article.canonical_uri());
  if (!article.source().site_uri().empty() && uri == WithoutSlash(article.source().site_uri())) {
    return true;
  }
  const size_t scheme = uri.find("://");
  return scheme == absl::string_view::npos ||
         uri.find_first_of("/?", scheme + 3) == absl::string_view::npos;
}

bool HasGuidKey(const Article& article) {
  return !article.source_guid().empty() && !article.source().site_uri().empty();
}

std::vector<std::string> Keys(const Article& article, bool with_guid) {
  std::vector<std::string> keys;
  if (with_guid && HasGuidKey(article)) {
    keys.push_back(GuidKey(article.source().site_uri(), article.source_guid()));
  }
  if (!IsSiteRoot(article)) keys.push_back(UriKey(article.canonical_uri()));
  std::sort(keys.begin(), keys.end());
  return keys;
}

// Who gives a guid, when.
using GuidUse = std::tuple<std::string, absl::Time, std::string, std::string>;

GuidUse UseOf(const ArticleWrite& write) {
  return {write.origin(), ToTime(write.observe_time()), write.article().source().site_uri(),
          write.article().source_guid()};
}

}  // namespace

std::string GuidKey(std::string_view site_uri, std::string_view guid) {
  return Digest("guid", WithoutSlash(site_uri), {guid.data(), guid.size()});
}

std::string UriKey(std::string_view canonical_uri) {
  return Digest("uri", {canonical_uri.data(), canonical_uri.size()}, "");
}

std::vector<std::string> KeysOf(const Article& article) { return Keys(article, true); }

bool IsSameSite(std::string_view site_uri, std::string_view other) {
  return WithoutSlash(site_uri) == WithoutSlash(other);
}

int64_t SourceHash(std::string_view site_uri) {
  const absl::string_view site = WithoutSlash(site_uri);
  return static_cast<int64_t>(Sha256Prefix({site.data(), site.size()}));
}

std::vector<std::vector<std::string>> KeysOfBatch(absl::Span<const ArticleWrite* const> writes) {
  std::map<GuidUse, std::set<std::string>> links;
  for (const ArticleWrite* write : writes) {
    if (HasGuidKey(write->article()) && !IsSiteRoot(write->article())) {
      links[UseOf(*write)].insert(write->article().canonical_uri());
    }
  }
  std::vector<std::vector<std::string>> keys;
  for (const ArticleWrite* write : writes) {
    const auto found = links.find(UseOf(*write));
    keys.push_back(Keys(write->article(), found == links.end() || found->second.size() < 2));
  }
  return keys;
}

}  // namespace broadsheet::storage

#include "ingest/keep/entry_keys.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/sha256.h"

namespace broadsheet::ingest {
namespace {

absl::string_view PageOf(std::string_view text) {
  absl::string_view uri(text.data(), text.size());
  if (!absl::ConsumePrefix(&uri, "https://")) absl::ConsumePrefix(&uri, "http://");
  absl::ConsumePrefix(&uri, "www.");
  while (absl::ConsumeSuffix(&uri, "/")) {
  }
  return uri;
}

std::string GuidKey(std::string_view site_uri, const std::string& guid) {
  const absl::string_view site = PageOf(site_uri);
  return Sha256(absl::StrCat("guid:", site.size(), ":", site, guid));
}

std::string LinkKey(std::string_view uri) { return Sha256(absl::StrCat("link:", PageOf(uri))); }

}  // namespace

std::vector<std::string> EntryKeys(const article::v1::Article& article) {
  std::vector<std::string> keys;
  if (!article.source_guid().empty()) {
    keys.push_back(GuidKey(article.source().site_uri(), article.source_guid()));
  }
  if (!article.canonical_uri().empty()) keys.push_back(LinkKey(article.canonical_uri()));
  return keys;
}

std::vector<std::string> EntryKeys(std::string_view site_uri, std::string_view id) {
  return {GuidKey(site_uri, std::string(id)), LinkKey(id)};
}

std::string SiteKey(std::string_view site_uri) {
  return Sha256(absl::StrCat("site:", PageOf(site_uri)));
}

}  // namespace broadsheet::ingest

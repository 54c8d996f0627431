// Feeds of collections, in RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org), paged
// (RFC 5005).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "web/collection.h"
#include "web/query_client.h"
#include "web/site.h"

namespace broadsheet::web {

// What all formats are written from. URIs are absolute.
struct Feed {
  std::string title;
  std::string description;
  std::string site_title;
  std::string base_uri;
  // Of the pages.
  std::string home_uri;
  // Of this page of the feed, the first, and the next; the last has no next.
  std::string self_uri;
  std::string first_uri;
  std::string next_uri;
  absl::Time update_time;
  google::protobuf::RepeatedPtrField<article::v1::Article> articles;
  // For their titles.
  query::v1::ListCategoriesResponse categories;
};

// Thread-safe.
std::string WriteRss(const Feed& feed);
std::string WriteAtom(const Feed& feed);
std::string WriteJsonFeed(const Feed& feed);

// Identifies an article for good, wherever the archive is served: the "urn:uuid:"
// of its name. Thread-safe.
std::string ArticleUrn(const article::v1::Article& article);

// The feed of `collection` in `format` (not kHtml); the parameter `page` of
// `request` asks for an older page.
absl::StatusOr<Response> FeedPage(const Request& request, const Collection& collection,
                                  const query::v1::ListCategoriesResponse& categories,
                                  Format format, const QueryClient& query);

}  // namespace broadsheet::web

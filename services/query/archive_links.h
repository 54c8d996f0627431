// How articles of the archive are linked to each other.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/article/v1/article.pb.h"
#include "common/postgres/pool.h"
#include "query/answer_cache.h"

namespace broadsheet::query {

// A link that an article has to a page, or that its MoreLink comes to.
struct OutgoingLink {
  article::v1::ArticleLink link;
  // Whether it is among the article's links; a MoreLink is not, and comes last.
  bool is_stated = true;

  // What its page is compared by (uri_key.h).
  std::string Key() const;
};

// The links of a listed article; none of others. Pure.
std::vector<OutgoingLink> OutgoingLinks(const article::v1::Article& article);

// The kind of a link as the article at its other end has it. Pure.
article::v1::ArticleLink::Kind FromTheOtherSide(article::v1::ArticleLink::Kind kind);

// The article's links as it states them, as a serialised Article that holds nothing else.
// Pure.
std::string StatedLinksBytes(const article::v1::Article& article);

// The keys that the articles `ids` have been linked to by so far.
absl::StatusOr<std::vector<std::string>> KeysInArchive(postgres::Transaction& tx,
                                                       const std::vector<std::string>& ids);

// Brings the links of and to `articles`, which the archive has by now, up to date, and answers
// which collections that touches. `former_keys` are the KeysInArchive() of before.
absl::StatusOr<std::vector<Collection>> ApplyLinks(
    postgres::Transaction& tx, const std::vector<article::v1::Article>& articles,
    std::vector<std::string> former_keys);

}  // namespace broadsheet::query

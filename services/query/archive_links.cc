#include "query/archive_links.h"

#include <map>
#include <set>
#include <utility>

#include "common/status.h"
#include "query/archive_batch.h"
#include "query/sql.h"
#include "query/terms.h"
#include "query/uri_key.h"

namespace broadsheet::query {
namespace {

using article::v1::Article;
using article::v1::ArticleLink;
using article::v1::MoreLink;
using postgres::Params;
using postgres::Rows;
using postgres::Transaction;
using Texts = std::vector<std::string>;

// What only query says is not taken from others.
ArticleLink AsStated(ArticleLink link) {
  link.clear_article();
  link.clear_language_code();
  link.clear_path();
  return link;
}

void Append(const Texts& more, Texts& texts) {
  texts.insert(texts.end(), more.begin(), more.end());
}

absl::Status InsertLinks(Transaction& tx, const std::vector<Article>& articles, Texts& keys) {
  Texts ids, uris, link_keys;
  std::vector<int64_t> places, kinds;
  std::vector<bool> stated;
  for (const Article& article : articles) {
    int64_t place = 0;
    for (const OutgoingLink& outgoing : OutgoingLinks(article)) {
      ids.push_back(IdOf(article));
      places.push_back(place++);
      kinds.push_back(outgoing.link.kind());
      stated.push_back(outgoing.is_stated);
      uris.push_back(outgoing.link.uri());
      link_keys.push_back(outgoing.Key());
    }
  }
  if (ids.empty()) return absl::OkStatus();
  Append(link_keys, keys);
  return tx
      .Run(sql::kInsertLinks, Params()
                                  .TextArray(ids)
                                  .IntArray(places)
                                  .IntArray(kinds)
                                  .BoolArray(stated)
                                  .TextArray(uris)
                                  .TextArray(link_keys))
      .status();
}

// Puts one article's links together.
class LinksOfArticle {
 public:
  void Add(ArticleLink link) {
    if (!link.article().empty() && !seen_.emplace(link.kind(), link.article()).second) return;
    *article_.add_links() = std::move(link);
  }
  std::string Bytes() const { return article_.SerializeAsString(); }

 private:
  Article article_;
  std::set<std::pair<int, std::string>> seen_;
};

absl::StatusOr<ArticleLink> ToLink(const Rows& rows, int row) {
  ArticleLink link;
  const auto kind = static_cast<ArticleLink::Kind>(rows.Int(row, 2));
  link.set_kind(rows.Bool(row, 1) ? FromTheOtherSide(kind) : kind);
  link.set_uri(rows.String(row, 3));
  if (rows.IsNull(row, 4)) return link;
  Article other;
  if (!other.ParseFromString(rows.Bytes(row, 4))) {
    return absl::InternalError("an article in the archive can't be parsed: " + link.uri());
  }
  link.set_article(other.name());
  link.set_language_code(other.language_code());
  link.set_path(other.path());
  return link;
}

absl::StatusOr<std::vector<Collection>> UpdateLinks(Transaction& tx, const Texts& ids) {
  std::vector<Collection> touched;
  if (ids.empty()) return touched;
  std::map<std::string, LinksOfArticle> links;
  for (const std::string& id : ids) links[id];
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kListLinks, Params().TextArray(ids)));
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(ArticleLink link, ToLink(rows, row));
    links[rows.String(row, 0)].Add(std::move(link));
  }
  Texts updated, bytes;
  for (const auto& [id, of_article] : links) {
    updated.push_back(id);
    bytes.push_back(of_article.Bytes());
  }
  ASSIGN_OR_RETURN(const Rows changed,
                   tx.Run(sql::kUpdateLinks, Params().TextArray(updated).BytesArray(bytes)));
  for (int row = 0; row < changed.size(); ++row) {
    touched.push_back(ArticleCollection(changed.String(row, 0)));
    Append(changed.TextArray(row, 1), touched);
  }
  return touched;
}

}  // namespace

std::string OutgoingLink::Key() const { return UriKey(link.uri()); }

std::vector<OutgoingLink> OutgoingLinks(const Article& article) {
  std::vector<OutgoingLink> outgoing;
  if (!IsListed(article)) return outgoing;
  std::set<std::string> keys;
  for (const ArticleLink& link : article.links()) {
    outgoing.push_back({AsStated(link), true});
    keys.insert(outgoing.back().Key());
  }
  const MoreLink& more = article.more();
  if (more.kind() != MoreLink::KIND_SOURCE || more.uri().empty()) return outgoing;
  if (keys.count(UriKey(more.uri())) != 0) return outgoing;
  ArticleLink source;
  source.set_kind(ArticleLink::KIND_SOURCE);
  source.set_uri(more.uri());
  outgoing.push_back({std::move(source), false});
  return outgoing;
}

ArticleLink::Kind FromTheOtherSide(ArticleLink::Kind kind) {
  switch (kind) {
    case ArticleLink::KIND_TRANSLATION_OF:
      return ArticleLink::KIND_TRANSLATION;
    case ArticleLink::KIND_TRANSLATION:
      return ArticleLink::KIND_TRANSLATION_OF;
    case ArticleLink::KIND_SOURCE:
      return ArticleLink::KIND_SOURCE_OF;
    case ArticleLink::KIND_SOURCE_OF:
      return ArticleLink::KIND_SOURCE;
    default:
      return ArticleLink::KIND_UNSPECIFIED;
  }
}

std::string StatedLinksBytes(const Article& article) {
  Article links;
  for (const ArticleLink& link : article.links()) *links.add_links() = AsStated(link);
  return links.SerializeAsString();
}

absl::StatusOr<Texts> KeysInArchive(Transaction& tx, const Texts& ids) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kGetUriKeys, Params().TextArray(ids)));
  Texts keys;
  for (int row = 0; row < rows.size(); ++row) keys.push_back(rows.String(row, 0));
  return keys;
}

absl::StatusOr<std::vector<Collection>> ApplyLinks(Transaction& tx,
                                                   const std::vector<Article>& articles,
                                                   Texts former_keys) {
  Texts ids;
  Texts keys = std::move(former_keys);
  for (const Article& article : articles) {
    ids.push_back(IdOf(article));
    if (std::string key = UriKey(article.canonical_uri()); !key.empty()) {
      keys.push_back(std::move(key));
    }
  }
  Texts linked_keys;
  ASSIGN_OR_RETURN(const Rows deleted, tx.Run(sql::kDeleteLinks, Params().TextArray(ids)));
  for (int row = 0; row < deleted.size(); ++row) linked_keys.push_back(deleted.String(row, 0));
  RETURN_IF_ERROR(InsertLinks(tx, articles, linked_keys));
  ASSIGN_OR_RETURN(const Rows linked,
                   tx.Run(sql::kFindLinked, Params().TextArray(keys).TextArray(linked_keys)));
  std::set<std::string> changed;
  for (int row = 0; row < linked.size(); ++row) changed.insert(linked.String(row, 0));
  for (const Article& article : articles) {
    if (!OutgoingLinks(article).empty()) changed.insert(IdOf(article));
  }
  return UpdateLinks(tx, {changed.begin(), changed.end()});
}

}  // namespace broadsheet::query

#include "storage/exporter.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/archive_filter.h"
#include "storage/load.h"
#include "storage/names.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;
using v1::ArchivedArticle;
using v1::ArchiveLine;
using v1::ExportArticlesResponse;

// Looked at for a page: as the newest revision of each is read, few.
constexpr int kMaxArticles = 32;
constexpr int kMaxRevisions = 1000;
// One revision of up to 1 MiB may begin before.
constexpr int64_t kMaxBytes = 2 << 20;
constexpr int kMaxKeys = 1000;
constexpr int64_t kAllRevisions = std::numeric_limits<int64_t>::max();
constexpr size_t kKeyBytes = 32;

// Where the page before has ended: behind a revision, or behind a retired key.
struct Place {
  std::string article_id = kNoArticle;
  int64_t revision = 0;
  bool articles_done = false;
  std::string key;
};

std::string PageToken(const Place& place) {
  const std::string plain = place.articles_done
                                ? absl::StrCat("keys/", absl::BytesToHexString(place.key))
                                : absl::StrCat(place.article_id, "/", place.revision);
  return absl::WebSafeBase64Escape(plain);
}

absl::StatusOr<Place> ReadPageToken(const std::string& token) {
  Place place;
  if (token.empty()) return place;
  std::string plain;
  if (absl::WebSafeBase64Unescape(token, &plain)) {
    const std::vector<std::string> parts = absl::StrSplit(plain, '/');
    if (parts.size() == 2 && IsUuid(parts[0]) && absl::SimpleAtoi(parts[1], &place.revision)) {
      place.article_id = parts[0];
      return place;
    }
    if (parts.size() == 2 && parts[0] == "keys" && parts[1].size() <= 2 * kKeyBytes &&
        parts[1].size() % 2 == 0 &&
        std::all_of(parts[1].begin(), parts[1].end(), absl::ascii_isxdigit)) {
      place.articles_done = true;
      place.key = absl::HexStringToBytes(parts[1]);
      return place;
    }
  }
  return InvalidField("page_token", absl::StrCat("'", token, "' is not of an export"));
}

// The articles of a page, by id.
using ArticlesById = std::map<std::string, ArchivedArticle>;

absl::Status ReadOrigins(postgres::Transaction& tx, const std::vector<std::string>& ids,
                         ArticlesById& articles) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kLoadOrigins, Params().UuidArray(ids)));
  for (int i = 0; i < rows.size(); ++i) {
    v1::ArchivedOrigin& origin = *articles.at(rows.String(i, 0)).add_origins();
    origin.set_origin(rows.String(i, 1));
    *origin.mutable_observe_time() = ToTimestamp(rows.Time(i, 2));
    origin.set_observation_digest(rows.Bytes(i, 3));
    for (const std::string& name : rows.TextArray(i, 4)) origin.add_categories(name);
    for (const std::string& tag : rows.TextArray(i, 5)) origin.add_tags(tag);
    origin.set_field_digests(rows.Bytes(i, 6));
  }
  for (auto& [id, article] : articles) {
    std::sort(article.mutable_origins()->begin(), article.mutable_origins()->end(),
              [](const auto& a, const auto& b) { return a.origin() < b.origin(); });
  }
  return absl::OkStatus();
}

absl::Status ReadKeys(postgres::Transaction& tx, ArticlesById& articles) {
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kListKeysBetween,
                          Params().Text(articles.begin()->first).Text(articles.rbegin()->first)));
  for (int i = 0; i < rows.size(); ++i) {
    const auto found = articles.find(rows.String(i, 0));
    if (found != articles.end()) found->second.add_keys(rows.Bytes(i, 1));
  }
  return absl::OkStatus();
}

Revision ReadRevision(const Rows& rows, int i, Article snapshot) {
  Revision revision;
  revision.set_name(FormatRevisionName(rows.String(i, 0), rows.Int(i, 1)));
  *revision.mutable_create_time() = ToTimestamp(rows.Time(i, 2));
  revision.set_actor(rows.String(i, 3));
  revision.set_kind(static_cast<Revision::Kind>(rows.Int(i, 4)));
  revision.set_content_digest(rows.Bytes(i, 5));
  if (!rows.IsNull(i, 6)) revision.set_content_salt(rows.Bytes(i, 6));
  if (!rows.IsNull(i, 7)) *revision.mutable_snapshot() = std::move(snapshot);
  if (!rows.IsNull(i, 8)) revision.set_reason(rows.String(i, 8));
  return revision;
}

// The revisions of `articles` behind `place`, each article before its first.
absl::Status ReadHistories(postgres::Transaction& tx, const std::vector<std::string>& ids,
                           const ArticlesById& articles, Place* place,
                           ExportArticlesResponse* page) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kListHistories, Params()
                                                                    .Text(place->article_id)
                                                                    .Int(place->revision)
                                                                    .UuidArray(ids)
                                                                    .Int(kMaxRevisions)
                                                                    .Int(kMaxBytes)));
  for (int i = 0; i < rows.size(); ++i) {
    const std::string id = rows.String(i, 0);
    if (id != place->article_id || place->revision == 0) {
      *page->add_lines()->mutable_article() = articles.at(id);
    }
    Article snapshot;
    if (!rows.IsNull(i, 7)) {
      ASSIGN_OR_RETURN(snapshot, ParseSnapshot(rows.BytesView(i, 7)));
    }
    *page->add_lines()->mutable_revision() = ReadRevision(rows, i, std::move(snapshot));
    place->article_id = id;
    place->revision = rows.Int(i, 1);
  }
  return absl::OkStatus();
}

// One page of articles. What is said of an article is read before its revisions: of one that
// changes meanwhile, it is not newer than these.
absl::Status ReadArticles(postgres::Transaction& tx, const v1::ArchiveFilter& filter, Place* place,
                          ExportArticlesResponse* page) {
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kListArticles, Params().Text(place->article_id).Int(kMaxArticles)));
  ArticlesById articles;
  std::vector<std::string> ids;
  for (int i = 0; i < rows.size(); ++i) {
    ASSIGN_OR_RETURN(const Article newest, ParseSnapshot(rows.BytesView(i, 4)));
    if (!Matches(filter, newest)) continue;
    ids.push_back(rows.String(i, 0));
    ArchivedArticle& article = articles[ids.back()];
    article.set_name(FormatArticleName(ids.back()));
    article.set_revision(rows.Int(i, 1));
    *article.mutable_observe_time() = ToTimestamp(rows.Time(i, 2));
    article.set_body_origin(rows.String(i, 3));
  }
  if (!ids.empty()) {
    RETURN_IF_ERROR(ReadOrigins(tx, ids, articles));
    RETURN_IF_ERROR(ReadKeys(tx, articles));
    RETURN_IF_ERROR(ReadHistories(tx, ids, articles, place, page));
  }
  const bool complete = ids.empty() || (place->article_id == ids.back() &&
                                        place->revision >= articles.at(ids.back()).revision());
  if (!complete) return absl::OkStatus();
  place->articles_done = rows.size() < kMaxArticles;
  if (!rows.empty()) place->article_id = rows.String(rows.size() - 1, 0);
  place->revision = kAllRevisions;
  return absl::OkStatus();
}

absl::Status ReadRetiredKeys(postgres::Transaction& tx, Place* place,
                             ExportArticlesResponse* page) {
  ASSIGN_OR_RETURN(
      const Rows rows,
      tx.Run(sql::kListRetiredKeys, Params().Text(kNoArticle).Bytes(place->key).Int(kMaxKeys)));
  place->key.clear();
  if (rows.empty()) return absl::OkStatus();
  v1::RetiredKeys& keys = *page->add_lines()->mutable_retired_keys();
  for (int i = 0; i < rows.size(); ++i) keys.add_keys(rows.Bytes(i, 0));
  if (rows.size() == kMaxKeys) place->key = keys.keys(kMaxKeys - 1);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExportArticlesResponse> Exporter::Export(absl::Time deadline,
                                                        const v1::ExportArticlesRequest& request) {
  RETURN_IF_ERROR(CheckFilter(request.filter()));
  ASSIGN_OR_RETURN(const Place start, ReadPageToken(request.page_token()));
  Place place;
  ExportArticlesResponse page;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](postgres::Transaction& tx) -> absl::Status {
    place = start;
    page.Clear();
    tx.Defer(sql::kBeginWrite);
    return start.articles_done ? ReadRetiredKeys(tx, &place, &page)
                               : ReadArticles(tx, request.filter(), &place, &page);
  }));
  const bool last = start.articles_done && place.key.empty();
  if (!last) page.set_next_page_token(PageToken(place));
  return page;
}

}  // namespace broadsheet::storage

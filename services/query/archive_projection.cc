#include "query/archive_projection.h"

#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "query/archive_links.h"
#include "query/list_log_writer.h"
#include "query/sql.h"
#include "query/terms.h"
#include "query/uri_key.h"

namespace broadsheet::query {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

// A batch that moves a big category takes long.
constexpr absl::Duration kApplyTimeout = absl::Minutes(5);
constexpr absl::Duration kReadTimeout = absl::Seconds(5);
constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

// Rows that the batch adds, column by column.
struct Postings {
  std::vector<std::string> terms;
  std::vector<absl::Time> list_times;
  std::vector<std::string> ids;

  void Add(const std::vector<std::string>& article_terms, absl::Time list_time,
           const std::string& id) {
    for (const std::string& term : article_terms) {
      terms.push_back(term);
      list_times.push_back(list_time);
      ids.push_back(id);
    }
  }
};

// What the batch changes.
struct Touched {
  // Of the batch, serialised.
  std::string cursor;
  // Terms that lost postings.
  std::vector<std::string> terms;
  // All that it changes, but those terms.
  Collections collections;
  // Which archive that is (list_log).
  std::string generation;

  void Add(const std::vector<Collection>& more) { collections.insert(more.begin(), more.end()); }
};

std::string Slug(const std::string& category) {
  return std::string(absl::StripPrefix(category, "categories/"));
}

// Another process holding the lock, or having moved the cursor, applies.
absl::Status Claim(Transaction& tx, const Batch& batch) {
  ASSIGN_OR_RETURN(const Rows locked, tx.Run(sql::kLockArchive));
  if (locked.Bool(0, 0)) {
    ASSIGN_OR_RETURN(const Rows moved,
                     tx.Run(sql::kMoveArchiveCursor, Params()
                                                         .Int(batch.from.epoch())
                                                         .Int(batch.from.position())
                                                         .Bytes(batch.from.commit_id())
                                                         .Int(batch.to.epoch())
                                                         .Int(batch.to.position())
                                                         .Bytes(batch.to.commit_id())));
    if (moved.affected() == 1) return absl::OkStatus();
  }
  return WithReason(absl::AbortedError("another process applies changes to the archive"),
                    "APPLIED_ELSEWHERE");
}

absl::StatusOr<CategoryTree> LoadTree(Transaction& tx) {
  CategoryTree tree;
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kGetCategories));
  for (int row = 0; row < rows.size(); ++row) {
    article::v1::Category category;
    if (!category.ParseFromString(rows.Bytes(row, 0))) {
      return absl::InternalError("a category in the archive can't be parsed");
    }
    tree.SetParent(Slug(category.name()), Slug(category.parent()));
  }
  return tree;
}

absl::Status RemovePostings(Transaction& tx, const std::vector<std::string>& ids,
                            Touched& touched) {
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kRemovePostings, Params().TextArray(ids).Bytes(touched.cursor)));
  for (int row = 0; row < rows.size(); ++row) touched.terms.push_back(rows.String(row, 0));
  return absl::OkStatus();
}

absl::Status AddPostings(Transaction& tx, const Postings& postings, Touched& touched) {
  if (postings.ids.empty()) return absl::OkStatus();
  touched.Add(postings.terms);
  return tx
      .Run(sql::kAddPostings, Params()
                                  .TextArray(postings.terms)
                                  .TimeArray(postings.list_times)
                                  .TextArray(postings.ids)
                                  .Bytes(touched.cursor))
      .status();
}

// Derives the terms of a page of articles again.
absl::Status DeriveAgain(Transaction& tx, const Rows& page, const CategoryTree& tree,
                         PartOfBatch& part, Touched& touched) {
  const article::v1::Cursor& cursor = part.changes.back()->cursor();
  std::vector<ListChange> changes;
  std::vector<std::string> ids, lines;
  Postings postings;
  for (int row = 0; row < page.size(); ++row) {
    article::v1::Article article;
    if (!article.ParseFromString(page.Bytes(row, 2))) {
      return absl::InternalError("an article in the archive can't be parsed: " +
                                 page.String(row, 1));
    }
    const std::vector<std::string> terms = ArticleTerms(article, tree);
    ids.push_back(page.String(row, 1));
    lines.push_back(absl::StrJoin(terms, "\n"));
    postings.Add(terms, page.Time(row, 0), ids.back());
    changes.push_back({cursor.position(), part.next_ordinal++, cursor.commit_id(), ids.back(),
                       Listing{page.TextArray(row, 3), page.Time(row, 0)},
                       Listing{terms, page.Time(row, 0)}, false, page.Bytes(row, 2)});
  }
  if (part.is_kept) RETURN_IF_ERROR(AddListChanges(tx, changes));
  RETURN_IF_ERROR(RemovePostings(tx, ids, touched));
  RETURN_IF_ERROR(tx.Run(sql::kUpdateTerms, Params().TextArray(ids).TextArray(lines)).status());
  return AddPostings(tx, postings, touched);
}

// A category has another parent: its articles are on other lists from now on.
absl::Status Refile(Transaction& tx, const std::string& slug, const CategoryTree& tree,
                    PartOfBatch& part, Touched& touched) {
  absl::Time list_time = absl::InfinitePast();
  std::string id = kFirstId;
  while (true) {
    ASSIGN_OR_RETURN(
        const Rows page,
        tx.Run(sql::kListFiledUnder, Params().Text(CategoryTerm(slug)).Time(list_time).Text(id)));
    if (page.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(DeriveAgain(tx, page, tree, part, touched));
    list_time = page.Time(page.size() - 1, 0);
    id = page.String(page.size() - 1, 1);
  }
}

absl::Status ApplyCategories(Transaction& tx, const std::vector<article::v1::Category>& categories,
                             CategoryTree& tree, PartOfBatch& part, Touched& touched) {
  if (categories.empty()) return absl::OkStatus();
  touched.Add({kCategoriesCollection});
  std::vector<std::string> slugs, bytes, moved;
  for (const article::v1::Category& category : categories) {
    slugs.push_back(Slug(category.name()));
    bytes.push_back(category.SerializeAsString());
    if (tree.SetParent(slugs.back(), Slug(category.parent()))) moved.push_back(slugs.back());
  }
  RETURN_IF_ERROR(
      tx.Run(sql::kUpsertCategories, Params().TextArray(slugs).BytesArray(bytes)).status());
  for (const std::string& slug : moved) RETURN_IF_ERROR(Refile(tx, slug, tree, part, touched));
  return absl::OkStatus();
}

absl::Status ApplyArticles(Transaction& tx, const std::vector<article::v1::Article>& articles,
                           const CategoryTree& tree, Touched& touched) {
  if (articles.empty()) return absl::OkStatus();
  std::vector<std::string> ids, deleted, uris, keys, lines, teasers, links, bodies;
  std::vector<absl::Time> list_times;
  Postings postings;
  for (const article::v1::Article& article : articles) {
    const std::vector<std::string> terms = ArticleTerms(article, tree);
    ids.push_back(IdOf(article));
    touched.Add({ArticleCollection(ids.back())});
    list_times.push_back(ListTime(article));
    deleted.push_back(article.has_delete_time() ? "t" : "f");
    uris.push_back(article.canonical_uri());
    keys.push_back(UriKey(article.canonical_uri()));
    lines.push_back(absl::StrJoin(terms, "\n"));
    teasers.push_back(TeaserBytes(article));
    links.push_back(StatedLinksBytes(article));
    bodies.push_back(BodyBytes(article));
    postings.Add(terms, list_times.back(), ids.back());
  }
  RETURN_IF_ERROR(RemovePostings(tx, ids, touched));
  ASSIGN_OR_RETURN(std::vector<std::string> former_keys, KeysInArchive(tx, ids));
  RETURN_IF_ERROR(tx.Run(sql::kUpsertArticles, Params()
                                                   .TextArray(ids)
                                                   .TimeArray(list_times)
                                                   .TextArray(deleted)
                                                   .TextArray(uris)
                                                   .TextArray(keys)
                                                   .TextArray(lines)
                                                   .BytesArray(teasers)
                                                   .BytesArray(links)
                                                   .BytesArray(bodies))
                      .status());
  RETURN_IF_ERROR(AddPostings(tx, postings, touched));
  for (const std::vector<std::string>& of : {keys, former_keys}) {
    for (const std::string& key : of) touched.Add({UriCollection(key)});
  }
  ASSIGN_OR_RETURN(const std::vector<Collection> linked,
                   ApplyLinks(tx, articles, std::move(former_keys)));
  touched.Add(linked);
  return absl::OkStatus();
}

// The kinds of the entities that articles name, for facets.
absl::Status ApplyEntities(Transaction& tx, const std::vector<article::v1::Article>& articles) {
  std::map<std::string, int64_t> kinds;
  for (const article::v1::Article& article : articles) {
    if (!IsListed(article)) continue;
    for (const auto& mention : article.mentions()) {
      kinds[std::string(TermValue(MentionTerm(mention.entity())))] = mention.kind();
    }
  }
  if (kinds.empty()) return absl::OkStatus();
  std::vector<std::string> entities;
  std::vector<int64_t> numbers;
  for (const auto& [entity, kind] : kinds) {
    entities.push_back(entity);
    numbers.push_back(kind);
  }
  return tx.Run(sql::kUpsertEntities, Params().TextArray(entities).IntArray(numbers)).status();
}

absl::Status ApplyPaths(Transaction& tx, const ArchiveBatch& batch, Touched& touched) {
  if (!batch.redacted_ids.empty()) {
    RETURN_IF_ERROR(tx.Run(sql::kDeletePaths, Params().TextArray(batch.redacted_ids)).status());
  }
  if (batch.paths.empty()) return absl::OkStatus();
  std::vector<std::string> paths, ids;
  for (const auto& [path, id] : batch.paths) {
    paths.push_back(path);
    ids.push_back(id);
    touched.Add({PathCollection(path)});
  }
  return tx.Run(sql::kUpsertPaths, Params().TextArray(paths).TextArray(ids)).status();
}

absl::Status ApplyPart(Transaction& tx, PartOfBatch part, CategoryTree& tree, Touched& touched) {
  const ArchiveBatch batch = CollapseChanges(part.changes);
  RETURN_IF_ERROR(ApplyCategories(tx, batch.categories, tree, part, touched));
  RETURN_IF_ERROR(NoteListChanges(tx, part, tree));
  RETURN_IF_ERROR(ApplyArticles(tx, batch.articles, tree, touched));
  RETURN_IF_ERROR(ApplyEntities(tx, batch.articles));
  return ApplyPaths(tx, batch, touched);
}

// How many of the changes can be applied together: articles between two categories, or the
// other way round. Where a category moves, it takes along what was filed there before.
size_t PartSize(absl::Span<const storage::v1::Change* const> changes) {
  size_t size = 1;
  while (size < changes.size() && changes[size]->has_category() == changes[0]->has_category()) {
    ++size;
  }
  return size;
}

absl::Status ApplyChanges(Transaction& tx, const Batch& batch, int64_t kept_after,
                          Touched& touched) {
  ASSIGN_OR_RETURN(CategoryTree tree, LoadTree(tx));
  ASSIGN_OR_RETURN(touched.generation, ExtendListLog(tx, batch, kept_after));
  for (absl::Span<const storage::v1::Change* const> left = batch.changes; !left.empty();) {
    const size_t size = PartSize(left);
    const bool is_kept = left[size - 1]->cursor().position() > kept_after;
    RETURN_IF_ERROR(ApplyPart(tx, {left.subspan(0, size), is_kept}, tree, touched));
    left.remove_prefix(size);
  }
  if (touched.terms.empty()) return absl::OkStatus();
  return tx.Run(sql::kDropEmptyCounts, Params().TextArray(touched.terms)).status();
}

}  // namespace

absl::StatusOr<article::v1::Cursor> ArchiveProjection::Restart() {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(absl::Now() + kReadTimeout, sql::kGetArchiveCursor));
  article::v1::Cursor cursor;
  cursor.set_epoch(rows.Int(0, 0));
  cursor.set_position(rows.Int(0, 1));
  cursor.set_commit_id(rows.Bytes(0, 2));
  return cursor;
}

absl::StatusOr<article::v1::Cursor> ArchiveProjection::Apply(const Batch& batch) {
  const bool moves = batch.from.SerializeAsString() != batch.to.SerializeAsString();
  if (!moves) return batch.to;
  const int64_t kept_after = batch.head - kept_changes_;
  Touched touched;
  RETURN_IF_ERROR(pool_.Transact(absl::Now() + kApplyTimeout, [&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(Claim(tx, batch));
    touched = {batch.to.SerializeAsString(), {}, {}, ""};
    return ApplyChanges(tx, batch, kept_after, touched);
  }));
  if (answers_ != nullptr) {
    touched.Add(touched.terms);
    // Where another process has built it anew meanwhile, all may have changed.
    if (std::exchange(generation_, touched.generation) != touched.generation) answers_->TouchAll();
    answers_->TouchAt(batch.to, touched.collections);
  }
  return batch.to;
}

absl::Status ArchiveProjection::Reset() {
  return pool_.Transact(absl::Now() + kApplyTimeout, [](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run(sql::kTruncateArchive).status());
    return tx.Run(sql::kResetArchiveCursor).status();
  });
}

}  // namespace broadsheet::query

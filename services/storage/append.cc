#include "storage/append.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/canonical_form.h"
#include "storage/identity.h"
#include "storage/names.h"
#include "storage/path.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

constexpr size_t kSaltBytes = 16;
// What a change holds besides its snapshot: names, times, digests.
constexpr int64_t kRevisionOverheadBytes = 256;
constexpr size_t kEtagDigestBytes = 8;
// How many articles of one day may share a headline before their ids tell them
// apart.
constexpr int kMaxNumberedPaths = 100;
constexpr int kMaxPathRounds = 3;

// Tries the path that each article wants; those that got theirs move from
// `wanted` to `given`.
absl::Status InsertPaths(postgres::Transaction& tx, PathsById& wanted, PathsById& given) {
  std::vector<std::string> paths;
  std::vector<std::string> ids;
  for (const auto& [id, path] : wanted) {
    ids.push_back(id);
    paths.push_back(path);
  }
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kInsertPaths, Params().TextArray(paths).TextArray(ids)));
  for (int i = 0; i < rows.size(); ++i) given.insert(wanted.extract(rows.String(i, 0)));
  return absl::OkStatus();
}

// Makes each article want the first number of its base that is free, as far as
// this transaction sees.
absl::Status PickNumberedPaths(postgres::Transaction& tx, const PathsById& bases,
                               PathsById& wanted) {
  std::set<std::string> free;
  for (const auto& [id, path] : wanted) {
    for (int n = 1; n <= kMaxNumberedPaths; ++n) free.insert(NumberedPath(bases.at(id), n));
  }
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kFindPaths,
                          Params().TextArray(std::vector<std::string>(free.begin(), free.end()))));
  for (int i = 0; i < rows.size(); ++i) free.erase(rows.String(i, 0));
  for (auto& [id, path] : wanted) {
    path = UniquePath(bases.at(id), id);
    for (int n = 1; n <= kMaxNumberedPaths; ++n) {
      if (free.erase(NumberedPath(bases.at(id), n)) == 0) continue;
      path = NumberedPath(bases.at(id), n);
      break;
    }
  }
  return absl::OkStatus();
}

// The rows of `article` for these states.
Params ArticleRows(const std::vector<const ArticleState*>& states) {
  std::vector<std::string> ids, body_origins, deleted, redacted, merged_into;
  std::vector<int64_t> revisions, source_hashes;
  std::vector<absl::Time> observe_times;
  for (const ArticleState* state : states) {
    ids.push_back(state->id);
    revisions.push_back(state->article.revision());
    observe_times.push_back(state->observe_time);
    body_origins.push_back(state->body_origin);
    deleted.push_back(state->deleted() ? "t" : "f");
    redacted.push_back(state->redacted ? "t" : "f");
    merged_into.push_back(ArticleIdOf(state->article.merged_into()));
    source_hashes.push_back(SourceHash(state->article.source().site_uri()));
  }
  return Params()
      .TextArray(ids)
      .IntArray(revisions)
      .TimeArray(observe_times)
      .TextArray(body_origins)
      .TextArray(deleted)
      .TextArray(redacted)
      .TextArray(merged_into)
      .IntArray(source_hashes);
}

absl::Status UpsertOrigins(postgres::Transaction& tx,
                           const std::vector<const ArticleState*>& states) {
  std::vector<std::string> ids, names, digests, categories, tags, fields;
  std::vector<absl::Time> observe_times;
  for (const ArticleState* state : states) {
    for (const std::string& name : state->changed_origins) {
      const OriginState& origin = state->origins.at(name);
      ids.push_back(state->id);
      names.push_back(name);
      observe_times.push_back(origin.observe_time);
      digests.push_back(origin.digest);
      categories.push_back(absl::StrJoin(origin.categories, " "));
      tags.push_back(absl::StrJoin(origin.tags, " "));
      fields.push_back(EncodeFieldDigests(origin.fields));
    }
  }
  if (ids.empty()) return absl::OkStatus();
  return tx
      .Run(sql::kUpsertOrigins, Params()
                                    .TextArray(ids)
                                    .TextArray(names)
                                    .TimeArray(observe_times)
                                    .BytesArray(digests)
                                    .TextArray(categories)
                                    .TextArray(tags)
                                    .BytesArray(fields))
      .status();
}

}  // namespace

std::vector<LogEntry> EntriesOf(const std::vector<NewRevision>& revisions) {
  std::vector<LogEntry> entries;
  for (const NewRevision& revision : revisions) {
    LogEntry& entry = entries.emplace_back();
    entry.article_id = revision.article_id;
    entry.revision = revision.snapshot.revision();
    entry.previous = revision.previous_fields;
    entry.bytes =
        static_cast<int64_t>(revision.snapshot.ByteSizeLong() + revision.previous_fields.size()) +
        kRevisionOverheadBytes;
  }
  return entries;
}

std::string Seal(std::string_view salt, Article* snapshot) {
  std::string digest = ContentDigest(salt, *snapshot);
  snapshot->set_etag(absl::StrCat(snapshot->revision(), "-",
                                  absl::BytesToHexString(digest.substr(0, kEtagDigestBytes))));
  return digest;
}

absl::Status InsertKeys(postgres::Transaction& tx,
                        const std::map<std::string, std::string>& ids_by_key) {
  if (ids_by_key.empty()) return absl::OkStatus();
  std::vector<std::string> keys;
  std::vector<std::string> ids;
  for (const auto& [key, id] : ids_by_key) {
    keys.push_back(key);
    ids.push_back(id);
  }
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kInsertKeys, Params().BytesArray(keys).TextArray(ids)));
  if (rows.affected() == static_cast<int64_t>(keys.size())) return absl::OkStatus();
  return WithReason(absl::AbortedError("another writer was first to add an article's key"),
                    "SERIALIZATION_FAILURE");
}

absl::StatusOr<PathsById> AssignPaths(postgres::Transaction& tx, const PathsById& bases) {
  PathsById wanted;
  PathsById given;
  std::set<std::string> taken;
  for (const auto& [id, base] : bases) {
    int n = 1;
    while (!taken.insert(NumberedPath(base, n)).second) ++n;
    wanted[id] = NumberedPath(base, n);
  }
  if (wanted.empty()) return given;
  RETURN_IF_ERROR(InsertPaths(tx, wanted, given));
  // Others may take the picked ones first, and then again: in the end the ids
  // decide.
  for (int round = 0; round < kMaxPathRounds && !wanted.empty(); ++round) {
    RETURN_IF_ERROR(PickNumberedPaths(tx, bases, wanted));
    RETURN_IF_ERROR(InsertPaths(tx, wanted, given));
  }
  if (wanted.empty()) return given;
  for (auto& [id, path] : wanted) path = UniquePath(bases.at(id), id);
  RETURN_IF_ERROR(InsertPaths(tx, wanted, given));
  return given;
}

absl::Status InsertRevisions(postgres::Transaction& tx, const Commit& commit,
                             std::vector<NewRevision>& revisions) {
  if (revisions.empty()) return absl::OkStatus();
  std::vector<std::string> ids, actors, digests, salts, snapshots, reasons;
  std::vector<int64_t> numbers, ordinals, kinds;
  std::vector<absl::Time> times;
  for (NewRevision& revision : revisions) {
    ids.push_back(revision.article_id);
    numbers.push_back(revision.snapshot.revision());
    ordinals.push_back(static_cast<int64_t>(ordinals.size()));
    kinds.push_back(revision.kind);
    times.push_back(ToTime(revision.snapshot.update_time()));
    actors.push_back(revision.actor);
    salts.push_back(RandomBytes(kSaltBytes));
    digests.push_back(Seal(salts.back(), &revision.snapshot));
    snapshots.push_back(revision.snapshot.SerializeAsString());
    reasons.push_back(revision.reason);
  }
  return tx
      .Run(sql::kInsertRevisions, Params()
                                      .TextArray(ids)
                                      .IntArray(numbers)
                                      .Text(commit.id)
                                      .IntArray(ordinals)
                                      .IntArray(kinds)
                                      .TimeArray(times)
                                      .TextArray(actors)
                                      .BytesArray(digests)
                                      .BytesArray(salts)
                                      .BytesArray(snapshots)
                                      .TextArray(reasons))
      .status();
}

absl::Status StoreStates(postgres::Transaction& tx,
                         const std::vector<const ArticleState*>& states) {
  std::vector<const ArticleState*> created;
  std::vector<const ArticleState*> changed;
  for (const ArticleState* state : states) {
    if (state->is_new) {
      created.push_back(state);
    } else if (state->is_changed) {
      changed.push_back(state);
    }
  }
  if (!created.empty()) {
    RETURN_IF_ERROR(tx.Run(sql::kInsertArticles, ArticleRows(created)).status());
  }
  if (!changed.empty()) {
    RETURN_IF_ERROR(tx.Run(sql::kUpdateArticles, ArticleRows(changed)).status());
  }
  return UpsertOrigins(tx, states);
}

}  // namespace broadsheet::storage

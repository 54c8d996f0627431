#include "storage/append.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/canonical_form.h"
#include "storage/identity.h"
#include "storage/load.h"
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

// What the record keeps of a path, which tells the headline.
std::string PathDigest(const std::string& path) { return Sha256(path); }

// Those of these paths that are taken.
absl::StatusOr<std::set<std::string>> FindPaths(postgres::Transaction& tx,
                                                const std::set<std::string>& paths) {
  std::map<std::string, std::string> by_digest;
  std::vector<std::string> digests;
  for (const std::string& path : paths) {
    digests.push_back(PathDigest(path));
    by_digest[digests.back()] = path;
  }
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindPaths, Params().BytesArray(digests)));
  std::set<std::string> found;
  for (int i = 0; i < rows.size(); ++i) found.insert(by_digest.at(rows.Bytes(i, 0)));
  return found;
}

// The first number of the base that is not taken; where too many are, the id decides.
std::string FreePath(const std::string& base, const std::string& id,
                     const std::set<std::string>& taken) {
  for (int n = 1; n <= kMaxNumberedPaths; ++n) {
    std::string path = NumberedPath(base, n);
    if (!taken.contains(path)) return path;
  }
  return UniquePath(base, id);
}

// Numbers the articles whose paths are in `taken` anew.
absl::Status Renumber(postgres::Transaction& tx, const PathsById& bases,
                      std::set<std::string> taken, PathsById* paths) {
  std::set<std::string> numbered;
  std::vector<std::string> ids;
  for (const auto& [id, path] : *paths) {
    if (!taken.contains(path)) continue;
    ids.push_back(id);
    for (int n = 2; n <= kMaxNumberedPaths; ++n) numbered.insert(NumberedPath(bases.at(id), n));
  }
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::set<std::string> found, FindPaths(tx, numbered));
  taken.merge(found);
  for (const auto& [id, path] : *paths) taken.insert(path);
  for (const std::string& id : ids) {
    (*paths)[id] = FreePath(bases.at(id), id, taken);
    taken.insert((*paths)[id]);
  }
  return absl::OkStatus();
}

void InsertPaths(postgres::Transaction& tx, const PathsById& paths) {
  std::map<std::string, std::string> ids_by_digest;
  for (const auto& [id, path] : paths) ids_by_digest[PathDigest(path)] = id;
  std::vector<std::string> digests;
  std::vector<std::string> ids;
  for (const auto& [digest, id] : ids_by_digest) {
    digests.push_back(digest);
    ids.push_back(id);
  }
  tx.Defer(sql::kInsertPaths, Params().BytesArray(digests).UuidArray(ids));
}

// The rows of `article` for these states.
Params ArticleRows(const std::vector<const ArticleState*>& states) {
  std::vector<std::string> ids, body_origins, merged_into;
  std::vector<bool> deleted, redacted;
  std::vector<int64_t> revisions, source_hashes;
  std::vector<absl::Time> observe_times;
  for (const ArticleState* state : states) {
    ids.push_back(state->id);
    revisions.push_back(state->article.revision());
    observe_times.push_back(state->observe_time);
    body_origins.push_back(state->body_origin);
    deleted.push_back(state->deleted());
    redacted.push_back(state->redacted);
    merged_into.push_back(ArticleIdOf(state->article.merged_into()));
    source_hashes.push_back(SourceHash(state->article.source().site_uri()));
  }
  return Params()
      .UuidArray(ids)
      .IntArray(revisions)
      .TimeArray(observe_times)
      .TextArray(body_origins)
      .BoolArray(deleted)
      .BoolArray(redacted)
      .UuidArray(merged_into)
      .IntArray(source_hashes);
}

// The rows of `article_origin` that these states have changed.
Params OriginRows(const std::vector<const ArticleState*>& states) {
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
  return Params()
      .UuidArray(ids)
      .TextArray(names)
      .TimeArray(observe_times)
      .BytesArray(digests)
      .TextArray(categories)
      .TextArray(tags)
      .BytesArray(fields);
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

void InsertKeys(postgres::Transaction& tx, const std::map<std::string, std::string>& ids_by_key) {
  if (ids_by_key.empty()) return;
  std::vector<std::string> keys;
  std::vector<std::string> ids;
  for (const auto& [key, id] : ids_by_key) {
    keys.push_back(key);
    ids.push_back(id);
  }
  tx.Defer(sql::kInsertKeys, Params().BytesArray(keys).UuidArray(ids));
}

void RetireKeys(postgres::Transaction& tx, const std::set<std::string>& keys) {
  if (keys.empty()) return;
  tx.Defer(sql::kRetireKeys, Params().BytesArray({keys.begin(), keys.end()}).Text(kNoArticle));
}

absl::StatusOr<PathsById> AssignPaths(postgres::Transaction& tx, const PathsById& bases) {
  PathsById paths;
  if (bases.empty()) return paths;
  std::set<std::string> wanted;
  for (const auto& [id, base] : bases) {
    int n = 1;
    while (!wanted.insert(NumberedPath(base, n)).second) ++n;
    paths[id] = NumberedPath(base, n);
  }
  ASSIGN_OR_RETURN(std::set<std::string> taken, FindPaths(tx, wanted));
  RETURN_IF_ERROR(Renumber(tx, bases, std::move(taken), &paths));
  InsertPaths(tx, paths);
  return paths;
}

void InsertRevisions(postgres::Transaction& tx, const Commit& commit,
                     std::vector<NewRevision>& revisions) {
  if (revisions.empty()) return;
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
  tx.Defer(sql::kInsertRevisions, Params()
                                      .UuidArray(ids)
                                      .IntArray(numbers)
                                      .Text(commit.id)
                                      .IntArray(ordinals)
                                      .IntArray(kinds)
                                      .TimeArray(times)
                                      .TextArray(actors)
                                      .BytesArray(digests)
                                      .BytesArray(salts)
                                      .BytesArray(snapshots)
                                      .TextArray(reasons));
}

void StoreStates(postgres::Transaction& tx, const std::vector<const ArticleState*>& states) {
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
    tx.Defer(sql::kInsertArticles, ArticleRows(created));
    tx.Defer(sql::kInsertOrigins, OriginRows(created));
  }
  if (!changed.empty()) {
    tx.Defer(sql::kUpdateArticles, ArticleRows(changed));
    tx.Defer(sql::kUpsertOrigins, OriginRows(changed));
  }
}

}  // namespace broadsheet::storage

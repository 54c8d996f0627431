#include "bench/storage/rows.h"

#include <cstring>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bench/storage/check.h"
#include "common/sha256.h"
#include "common/uuid.h"
#include "storage/canonical_form.h"
#include "storage/field_digests.h"
#include "storage/identity.h"
#include "storage/merge.h"
#include "storage/names.h"
#include "storage/path.h"
#include "storage/timestamps.h"

namespace broadsheet::bench {
namespace {

struct Column {
  const char* name;
  const char* type;
};

// As the record keeps the snapshot, so that it is compressed once.
constexpr Column kStaging[] = {
    {"article_id", "uuid"},
    {"revision", "bigint"},
    {"time", "timestamptz"},
    {"origin", "text"},
    {"deleted", "boolean"},
    {"commit_id", "uuid"},
    {"ordinal", "bigint"},
    {"kind", "bigint"},
    {"content_digest", "bytea"},
    {"content_salt", "bytea"},
    {"snapshot", "bytea COMPRESSION lz4"},
    {"guid_key", "bytea"},
    {"uri_key", "bytea"},
    {"path_digest", "bytea"},
    {"source_hash", "bigint"},
    {"observation_digest", "bytea"},
    {"categories", "text[]"},
    {"tags", "text[]"},
    {"field_digests", "bytea"},
    {"position", "bigint"},
    {"bytes", "bigint"},
    {"request_id", "text"},
    {"request_digest", "bytea"},
    {"response", "bytea"},
};

size_t IndexOf(const char* column) {
  for (size_t i = 0; i < std::size(kStaging); ++i) {
    if (std::strcmp(kStaging[i].name, column) == 0) return i;
  }
  Die(absl::StrCat("staging has no column ", column));
}

std::string Hex(const std::string& bytes) {
  return absl::StrCat("\\x", absl::BytesToHexString(bytes));
}

// The values have neither tabs nor line breaks.
std::string CopyField(const Value& value) {
  return value.is_bytea ? "\\" + Hex(value.value) : value.value;
}

// The snapshot as storage would have made it.
std::string SnapshotOf(const storage::Article& seen, const std::string& id, const std::string& path,
                       absl::Time now) {
  storage::Article article = seen;
  article.set_name(storage::FormatArticleName(id));
  article.set_revision(1);
  article.set_etag("1-0123456789abcdef");
  article.set_path(path);
  *article.mutable_create_time() = storage::ToTimestamp(now);
  *article.mutable_update_time() = article.create_time();
  *article.mutable_list_time() = article.publish_time();
  return article.SerializeAsString();
}

Row MakeRow(const storage::ArticleWrite& write, const std::string& commit_id, int ordinal,
            int64_t position, absl::Time now) {
  const storage::Article& article = write.article();
  const std::string id = NewUuid(now);
  const std::string path =
      storage::BasePath(storage::ToTime(article.publish_time()), article.title(), id);
  const std::vector<std::string> keys = storage::KeysOf(article);
  const std::string fields = storage::EncodeFieldDigests(
      storage::DigestFields(article, storage::SaidFields(article, storage::AssertedFields(write))));
  const std::string snapshot = SnapshotOf(article, id, path, now);
  Row row(std::size(kStaging));
  const auto set = [&row](const char* column, std::string value) {
    const size_t i = IndexOf(column);
    row[i] = {std::move(value), absl::StartsWith(kStaging[i].type, "bytea")};
  };
  set("article_id", id);
  set("revision", "1");
  set("time", absl::FormatTime(now));
  set("origin", write.origin());
  set("deleted", "f");
  set("commit_id", commit_id);
  set("ordinal", absl::StrCat(ordinal));
  set("kind", "1");
  set("content_digest", Sha256(snapshot));
  set("content_salt", RandomBytes(16));
  set("guid_key", keys.front());
  set("uri_key", keys.back());
  set("path_digest", Sha256(path));
  set("source_hash", absl::StrCat(storage::SourceHash(article.source().site_uri())));
  set("observation_digest", write.observation_digest());
  set("categories", "{}");
  set("tags", "{bench}");
  set("field_digests", fields);
  set("position", absl::StrCat(position));
  set("bytes", absl::StrCat(snapshot.size() + 256));
  set("request_id", NewUuid(now));
  set("request_digest", Sha256(id));
  set("response", "");
  set("snapshot", snapshot);
  return row;
}

// What the ledger keeps as the answer of a batch of these.
std::string ResponseOf(const std::vector<Row>& rows) {
  storage::v1::BatchWriteArticlesResponse response;
  for (const Row& row : rows) {
    storage::WriteResult& result = *response.add_results();
    result.set_outcome(article::v1::WRITE_OUTCOME_CREATED);
    result.set_name(storage::FormatArticleName(row.front().value));
    result.set_revision(1);
    result.set_position(response.results_size());
  }
  return response.SerializeAsString();
}

}  // namespace

std::vector<Row> MakeCommit(const Articles& articles, int64_t first, int count) {
  const absl::Time now = absl::Now();
  const std::string id = NewUuid(now);
  std::vector<Row> rows;
  for (int i = 0; i < count; ++i) {
    rows.push_back(MakeRow(articles.Write(first + i), id, i, first + i + 1, now));
  }
  rows.front()[IndexOf("response")].value = ResponseOf(rows);
  return rows;
}

const std::vector<Target>& Targets() {
  static const auto* targets = new std::vector<Target>{
      {"article",
       "article_id, revision, observe_time, body_origin, deleted, source_hash",
       {"article_id", "revision", "time", "origin", "deleted", "source_hash"}},
      {"revision",
       "article_id, revision, commit_id, commit_ordinal, kind, create_time, actor, "
       "content_digest, content_salt, snapshot",
       {"article_id", "revision", "commit_id", "ordinal", "kind", "time", "origin",
        "content_digest", "content_salt", "snapshot"}},
      {"article_key", "key_digest, article_id", {"guid_key", "article_id"}},
      {"article_key", "key_digest, article_id", {"uri_key", "article_id"}},
      {"article_path", "path_digest, article_id", {"path_digest", "article_id"}},
      {"article_origin",
       "article_id, origin, observe_time, observation_digest, categories, tags, field_digests",
       {"article_id", "origin", "time", "observation_digest", "categories", "tags",
        "field_digests"}},
      {"change",
       "position, commit_id, commit_time, article_id, revision, bytes",
       {"position", "commit_id", "time", "article_id", "revision", "bytes"}},
      {"log_commit", "commit_id, first_position", {"commit_id", "position"}, true},
      {"request_ledger",
       "request_id, request_digest, commit_id, response, create_time",
       {"request_id", "request_digest", "commit_id", "response", "time"},
       true},
  };
  return *targets;
}

const Target& RevisionTarget() { return Targets()[1]; }

std::string StagingColumns() {
  return absl::StrJoin(kStaging, ", ", [](std::string* out, const Column& column) {
    absl::StrAppend(out, column.name, " ", column.type);
  });
}

std::string CopyLines(const std::vector<Row>& commit) {
  std::string lines;
  for (const Row& row : commit) {
    absl::StrAppend(&lines,
                    absl::StrJoin(row, "\t",
                                  [](std::string* out, const Value& value) {
                                    absl::StrAppend(out, CopyField(value));
                                  }),
                    "\n");
  }
  return lines;
}

std::string CopyLines(const std::vector<Row>& commit, const Target& target) {
  std::vector<Row> rows;
  for (const Row& row : commit) {
    Row& fields = rows.emplace_back();
    for (const char* source : target.sources) fields.push_back(row[IndexOf(source)]);
    if (target.is_of_commit) break;
  }
  return CopyLines(rows);
}

std::string InsertFromStaging(const Target& target) {
  return absl::StrCat("INSERT INTO ", target.table, " (", target.columns, ") SELECT ",
                      absl::StrJoin(target.sources, ", "), " FROM staging",
                      target.is_of_commit ? " WHERE ordinal = 0" : "");
}

std::string InsertRow(const std::vector<Target>& targets) {
  std::string sql;
  int param = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    std::vector<std::string> values;
    for (size_t j = 0; j < targets[i].sources.size(); ++j) {
      values.push_back(absl::StrCat("$", ++param));
    }
    const std::string insert =
        absl::StrCat("INSERT INTO ", targets[i].table, " (", targets[i].columns, ") VALUES (",
                     absl::StrJoin(values, ", "), ")");
    // All but the last are done by the way.
    if (i + 1 == targets.size()) return absl::StrCat(sql, insert);
    absl::StrAppend(&sql, i == 0 ? "WITH " : "", "t", i, " AS (", insert, ")",
                    i + 2 == targets.size() ? " " : ", ");
  }
  return sql;
}

std::vector<Connection::Param> ParamsOf(const Row& row, const std::vector<Target>& targets) {
  std::vector<Connection::Param> params;
  for (const Target& target : targets) {
    for (const char* source : target.sources) {
      const Value& value = row[IndexOf(source)];
      params.push_back({&value.value, value.is_bytea});
    }
  }
  return params;
}

}  // namespace broadsheet::bench

// The rows that storage makes of articles, made without it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/storage/articles.h"
#include "bench/storage/connection.h"

namespace broadsheet::bench {

// One value of a row: text, or the bytes of a bytea.
struct Value {
  std::string value;
  bool is_bytea = false;
};

// All that the tables hold of one article, by the columns of Staging().
using Row = std::vector<Value>;

// The rows of `count` articles from `first` on, written by one commit of which the
// log's positions follow.
std::vector<Row> MakeCommit(const Articles& articles, int64_t first, int count);

// A table, and the columns of staging that it is filled from.
struct Target {
  const char* table;
  const char* columns;
  std::vector<const char*> sources;
  // One row a commit, not one an article.
  bool is_of_commit = false;
};
const std::vector<Target>& Targets();
// Of the articles' snapshots.
const Target& RevisionTarget();

// The columns of the staging table, with their types, as CREATE TABLE has them.
std::string StagingColumns();

// COPY's text of all columns of a commit, and of those of a target.
std::string CopyLines(const std::vector<Row>& commit);
std::string CopyLines(const std::vector<Row>& commit, const Target& target);

// "INSERT INTO … SELECT … FROM staging".
std::string InsertFromStaging(const Target& target);

// One statement that inserts one article's row into each target, and its parameters.
std::string InsertRow(const std::vector<Target>& targets);
std::vector<Connection::Param> ParamsOf(const Row& row, const std::vector<Target>& targets);

}  // namespace broadsheet::bench

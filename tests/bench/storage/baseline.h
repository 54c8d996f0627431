// What PostgreSQL does without us: the same rows in the same tables and indexes, by
// libpq alone. Rows and lines are made before the clock starts.
#pragma once

#include <string>
#include <vector>

#include "bench/storage/articles.h"
#include "bench/storage/connection.h"
#include "bench/storage/rows.h"
#include "bench/storage/sample.h"

namespace broadsheet::bench {

// Samples are of articles, by so many connections. Those that write start by emptying
// the tables. Not thread-safe.
class Baseline {
 public:
  // What is handed over outlives it.
  Baseline(const std::string& conninfo, const CpuMeter& meter, const Articles& articles,
           int connections)
      : conninfo_(conninfo), meter_(meter), articles_(articles), connections_(connections) {}

  void EmptyTables();

  // COPY into the tables, a transaction a batch.
  Sample Copy(int articles);
  // COPY into a temporary staging table, from which INSERT … SELECT fills the tables.
  Sample Stage(int articles);
  // An article a transaction: an INSERT for each table.
  Sample InsertByTable(int articles);
  // The same by one statement that inserts into all tables.
  Sample Insert(int articles);
  // The same into `revision` alone: one row.
  Sample InsertRevision(int articles);
  // GetArticle's statement, prepared, of articles that are there; by `readers`
  // connections.
  Sample Select(int selects, int readers);

 private:
  // By these statements, each of which inserts into some tables.
  Sample InsertEach(int articles, const std::vector<std::vector<Target>>& statements);

  const std::string conninfo_;
  const CpuMeter& meter_;
  const Articles& articles_;
  const int connections_;
};

// A transaction of another session that keeps its snapshot as long as this lives.
class HeldSnapshot {
 public:
  explicit HeldSnapshot(const std::string& conninfo) : connection_(conninfo) {
    connection_.Run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_snapshot()");
  }

 private:
  Connection connection_;
};

}  // namespace broadsheet::bench

// What PostgreSQL does without us: the same rows in the same tables and indexes, by
// libpq alone. Rows and lines are made before the clock starts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/storage/articles.h"
#include "bench/storage/connection.h"
#include "bench/storage/rows.h"

namespace broadsheet::bench {

// Runs `work(0)`, `work(1)`, … in threads of their own; the seconds that it took.
double Seconds(int threads, const std::function<void(int)>& work);

// Rates are articles a second, by so many connections. Those that write start by
// emptying the tables. Not thread-safe.
class Baseline {
 public:
  Baseline(const std::string& conninfo, const Articles& articles, int connections)
      : conninfo_(conninfo), articles_(articles), connections_(connections) {}

  void EmptyTables();

  // COPY into the tables, a transaction a batch.
  double CopyRate(int articles);
  // COPY into a temporary staging table, from which INSERT … SELECT fills the tables.
  double StagingRate(int articles);
  // An article a transaction: one statement that inserts into all tables.
  double RowRate(int articles);
  // The same into `revision` alone: one row.
  double RevisionRate(int articles);
  // GetArticle's statement, prepared, of articles that are there; by `readers`
  // connections.
  double SelectRate(int selects, int readers);

 private:
  double InsertRate(int articles, const std::vector<Target>& targets);

  const std::string conninfo_;
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

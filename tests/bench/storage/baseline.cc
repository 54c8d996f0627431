#include "bench/storage/baseline.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/sql.h"

namespace broadsheet::bench {
namespace {

using Connections = std::vector<std::unique_ptr<Connection>>;

Connections Connect(const std::string& conninfo, int count) {
  Connections connections;
  for (int i = 0; i < count; ++i) connections.push_back(std::make_unique<Connection>(conninfo));
  return connections;
}

}  // namespace

void Baseline::EmptyTables() {
  Connection(conninfo_).Run(
      "TRUNCATE article, revision, article_key, article_path, article_origin, change, log_commit, "
      "request_ledger");
}

Sample Baseline::Copy(int articles) {
  EmptyTables();
  std::vector<std::vector<std::string>> batches;  // of lines, by target
  for (int first = 0; first < articles; first += kBatch) {
    const std::vector<Row> commit = MakeCommit(articles_, first, kBatch);
    batches.emplace_back();
    for (const Target& target : Targets()) batches.back().push_back(CopyLines(commit, target));
  }
  const Connections connections = Connect(conninfo_, connections_);
  return Measure(meter_, articles, connections_, [&](int t) {
    for (size_t b = t; b < batches.size(); b += connections_) {
      connections[t]->Run("BEGIN");
      for (size_t i = 0; i < Targets().size(); ++i) {
        const Target& target = Targets()[i];
        connections[t]->Copy(absl::StrCat(target.table, " (", target.columns, ")"), batches[b][i]);
      }
      connections[t]->Run("COMMIT");
    }
  });
}

Sample Baseline::Stage(int articles) {
  EmptyTables();
  std::vector<std::string> batches;
  for (int first = 0; first < articles; first += kBatch) {
    batches.push_back(CopyLines(MakeCommit(articles_, first, kBatch)));
  }
  const Connections connections = Connect(conninfo_, connections_);
  for (const auto& connection : connections) {
    connection->Run(absl::StrCat("CREATE TEMPORARY TABLE staging (", StagingColumns(),
                                 ") ON COMMIT DELETE ROWS; "
                                 "ALTER TABLE staging ALTER COLUMN snapshot SET STORAGE MAIN"));
    for (size_t i = 0; i < Targets().size(); ++i) {
      connection->Prepare(absl::StrCat("fill_", i), InsertFromStaging(Targets()[i]));
    }
  }
  return Measure(meter_, articles, connections_, [&](int t) {
    for (size_t b = t; b < batches.size(); b += connections_) {
      connections[t]->Run("BEGIN");
      connections[t]->Copy("staging", batches[b]);
      for (size_t i = 0; i < Targets().size(); ++i) {
        connections[t]->RunPrepared(absl::StrCat("fill_", i), {});
      }
      connections[t]->Run("COMMIT");
    }
  });
}

Sample Baseline::InsertByTable(int articles) {
  std::vector<std::vector<Target>> statements;
  for (const Target& target : Targets()) statements.push_back({target});
  return InsertEach(articles, statements);
}

Sample Baseline::Insert(int articles) { return InsertEach(articles, {Targets()}); }

Sample Baseline::InsertRevision(int articles) { return InsertEach(articles, {{RevisionTarget()}}); }

Sample Baseline::InsertEach(int articles, const std::vector<std::vector<Target>>& statements) {
  EmptyTables();
  std::vector<Row> rows;
  for (int i = 0; i < articles; ++i) rows.push_back(MakeCommit(articles_, i, 1).front());
  const Connections connections = Connect(conninfo_, connections_);
  for (const auto& connection : connections) {
    for (size_t s = 0; s < statements.size(); ++s) {
      connection->Prepare(absl::StrCat("insert_", s), InsertRow(statements[s]));
    }
  }
  return Measure(meter_, articles, connections_, [&](int t) {
    for (size_t i = t; i < rows.size(); i += connections_) {
      if (statements.size() > 1) connections[t]->Run("BEGIN");
      for (size_t s = 0; s < statements.size(); ++s) {
        connections[t]->RunPrepared(absl::StrCat("insert_", s), ParamsOf(rows[i], statements[s]));
      }
      if (statements.size() > 1) connections[t]->Run("COMMIT");
    }
  });
}

Sample Baseline::Select(int selects, int readers) {
  const Connections connections = Connect(conninfo_, readers);
  const std::vector<std::string> ids = connections[0]->Column("SELECT article_id FROM article");
  for (const auto& connection : connections) {
    connection->Prepare("get_article", storage::sql::kGetArticle.sql);
  }
  return Measure(meter_, selects, readers, [&](int t) {
    for (int64_t i = t; i < selects; i += readers) {
      connections[t]->RunPrepared("get_article", {{&ids[i * 7919 % ids.size()], false}});
    }
  });
}

}  // namespace broadsheet::bench

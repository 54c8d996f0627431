// What storage does a second against what PostgreSQL does without it, in one run on
// one machine. Storage and PostgreSQL (fsync and synchronous_commit on) are processes
// of their own; the clusters are removed at the end.
//
//   bench_storage [--articles=N] [--connections=N] [--rounds=N] [--quick] [--scale=N]
#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "bench/storage/articles.h"
#include "bench/storage/baseline.h"
#include "bench/storage/check.h"
#include "bench/storage/cluster.h"
#include "bench/storage/load.h"
#include "bench/storage/server.h"
#include "common/rpc/message.h"
#include "common/uuid.h"
#include "storage/names.h"

ABSL_FLAG(int, articles, 40000, "articles that are written in batches, each round");
ABSL_FLAG(int, connections, 4, "connections, and streams, that write");
ABSL_FLAG(int, callers, 64, "unary calls at a time");
ABSL_FLAG(int, rounds, 3, "rounds; the median counts");
ABSL_FLAG(bool, quick, false, "few articles, one round: only to see that it runs");
ABSL_FLAG(int, scale, 0,
          "measure only this: articles a second, and storage's memory, while so many are written");

namespace broadsheet::bench {
namespace {

constexpr int kReaders = 8;
// Of the unary calls' connections, and of single articles a batched one.
constexpr int kChannels = 4;
constexpr int kBatchedPerSingle = 5;

constexpr char kWriteMethod[] = "/broadsheet.storage.v1.StorageService/BatchWriteArticles";
constexpr char kGetMethod[] = "/broadsheet.storage.v1.StorageService/GetArticle";

// The rates of one measurement, a round each.
class Rates {
 public:
  void Add(double rate) { rates_.push_back(rate); }
  double Median() const {
    std::vector<double> sorted = rates_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }

 private:
  std::vector<double> rates_;
};

struct Measured {
  Rates copy, staging, rows, revisions, selects;
  Rates writes, repeats, singles, gets;
  Rates writes_held, singles_held;
};

class Bench {
 public:
  Bench(int articles, int connections)
      : articles_(articles),
        baseline_(cluster_.conninfo(), source_, connections),
        server_(cluster_.conninfo()),
        streams_(server_.address(), connections),
        callers_(server_.address(), kChannels) {}

  void Round(Measured& measured) {
    const int single = articles_ / kBatchedPerSingle;
    measured.copy.Add(baseline_.CopyRate(articles_));
    measured.staging.Add(baseline_.StagingRate(articles_));
    measured.writes.Add(WriteRate());
    measured.repeats.Add(StreamRate(article::v1::WRITE_OUTCOME_UNCHANGED));
    measured.selects.Add(baseline_.SelectRate(articles_, kReaders));
    measured.gets.Add(GetRate());
    measured.rows.Add(baseline_.RowRate(single));
    measured.revisions.Add(baseline_.RevisionRate(single));
    measured.singles.Add(SingleRate(single));
    const HeldSnapshot snapshot(cluster_.conninfo());
    measured.writes_held.Add(WriteRate());
    measured.singles_held.Add(SingleRate(single));
  }

 private:
  // New articles through WriteArticles.
  double WriteRate() {
    baseline_.EmptyTables();
    return StreamRate(article::v1::WRITE_OUTCOME_CREATED);
  }

  double StreamRate(storage::WriteOutcome outcome) {
    std::vector<storage::v1::WriteArticlesRequest> batches;
    for (int b = 0; b < articles_ / kBatch; ++b) batches.push_back(source_.Batch(b));
    return streams_.StreamRate(0, articles_ / kBatch, outcome,
                               [&](int64_t b) { return std::move(batches[b]); });
  }

  // New articles, one a call.
  double SingleRate(int articles) {
    baseline_.EmptyTables();
    std::vector<grpc::ByteBuffer> requests;
    for (int i = 0; i < articles; ++i) {
      storage::v1::BatchWriteArticlesRequest request;
      request.set_request_id(NewUuid(absl::Now()));
      *request.add_writes() = source_.Write(i);
      requests.push_back(SerializeMessage(request));
    }
    return callers_.UnaryRate(
        kWriteMethod, articles, absl::GetFlag(FLAGS_callers), [&](int i) { return requests[i]; },
        [](const grpc::ByteBuffer& bytes) {
          storage::v1::BatchWriteArticlesResponse response;
          OkOrDie(ParseMessage(bytes, &response));
          if (response.results(0).outcome() != article::v1::WRITE_OUTCOME_CREATED) {
            Die(response.DebugString());
          }
        });
  }

  double GetRate() {
    const std::vector<std::string> ids =
        Connection(cluster_.conninfo()).Column("SELECT article_id FROM article");
    const size_t least = source_.Write(0).article().ByteSizeLong();
    return callers_.UnaryRate(
        kGetMethod, articles_, absl::GetFlag(FLAGS_callers),
        [&](int i) {
          storage::v1::GetArticleRequest request;
          request.set_name(storage::FormatArticleName(ids[i * 7919LL % ids.size()]));
          return SerializeMessage(request);
        },
        [&](const grpc::ByteBuffer& bytes) {
          if (bytes.Length() < least) Die("GetArticle answers less than was written");
        });
  }

  const int articles_;
  const Articles source_;
  const Cluster cluster_;
  Baseline baseline_;
  const Server server_;
  Load streams_;
  Load callers_;
};

void Print(const char* what, const Rates& rates) {
  std::printf("%-52s %8.0f/s\n", what, rates.Median());
}

// With the ratio to another rate, which is to be `goal` at least.
void Print(const char* what, const Rates& rates, const char* of_what, const Rates& of,
           double goal) {
  std::printf("%-52s %8.0f/s  %.2f of %s (goal %.2f)\n", what, rates.Median(),
              rates.Median() / of.Median(), of_what, goal);
}

void Print(const Measured& m) {
  Print("COPY into the tables", m.copy);
  Print("COPY into staging, INSERT … SELECT into the tables", m.staging);
  Print("WriteArticles, new", m.writes, "staging", m.staging, 0.7);
  Print("  with a snapshot held elsewhere", m.writes_held, "without", m.writes, 0.85);
  Print("WriteArticles, unchanged", m.repeats, "new", m.writes, 2);
  Print("INSERT of a row into revision, a transaction each", m.revisions);
  Print("INSERT of an article, a transaction each", m.rows);
  Print("BatchWriteArticles of one article", m.singles, "INSERT of an article", m.rows, 1.5);
  Print("  with a snapshot held elsewhere", m.singles_held, "without", m.singles, 0.85);
  Print("SELECT, prepared", m.selects);
  Print("GetArticle", m.gets, "SELECT", m.selects, 0.45);
  std::printf(
      "WriteArticles is %.2f of COPY into the tables, BatchWriteArticles %.2f of INSERT "
      "into revision alone\n",
      m.writes.Median() / m.copy.Median(), m.singles.Median() / m.revisions.Median());
}

void Run(int articles, int connections, int rounds) {
  Bench bench(articles, connections);
  Measured measured;
  for (int round = 0; round < rounds; ++round) bench.Round(measured);
  std::printf(
      "articles of 6 KB, %d a round in batches of %d by %d connections, %d unary calls at a "
      "time; medians of %d rounds\n",
      articles, kBatch, connections, absl::GetFlag(FLAGS_callers), rounds);
  Print(measured);
}

// Writes `articles` through WriteArticles, and prints by tenths of each power of ten
// how fast the last of them went.
void RunScale(int articles, int connections) {
  const Articles source;
  const Cluster cluster;
  const Server server(cluster.conninfo());
  Load load(server.address(), connections);
  int64_t done = 0;
  for (int64_t stop = 10 * kBatch; done < articles; stop *= 10) {
    for (int part = 1; part <= 2; ++part) {
      const int64_t end = std::min<int64_t>(part * stop, articles) / kBatch;
      const double rate = load.StreamRate(done / kBatch, end, article::v1::WRITE_OUTCOME_CREATED,
                                          [&source](int64_t b) { return source.Batch(b); });
      done = end * kBatch;
      std::printf("%9ld articles: %8.0f articles/s, storage holds %4ld MB\n", done, rate,
                  server.ResidentBytes() >> 20);
      std::fflush(stdout);
      if (done >= articles) break;
    }
  }
}

}  // namespace
}  // namespace broadsheet::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as services do
  const int connections = absl::GetFlag(FLAGS_connections);
  if (const int scale = absl::GetFlag(FLAGS_scale); scale > 0) {
    broadsheet::bench::RunScale(scale, connections);
  } else if (absl::GetFlag(FLAGS_quick)) {
    broadsheet::bench::Run(2000, connections, 1);
  } else {
    broadsheet::bench::Run(absl::GetFlag(FLAGS_articles), connections, absl::GetFlag(FLAGS_rounds));
  }
}

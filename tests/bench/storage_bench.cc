// What storage does a second against what PostgreSQL does without it, in one run on
// one machine. Storage and PostgreSQL (fsync and synchronous_commit on) are processes
// of their own; the clusters are removed at the end.
//
//   bench_storage [--articles=N] [--connections=N] [--callers=N] [--rounds=N]
//                 [--commit_delay=TIME] [--only=NAME,…] [--quick]
//   bench_storage --scale=N
#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
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
#include "bench/storage/idle_server.h"
#include "bench/storage/load.h"
#include "bench/storage/report.h"
#include "bench/storage/server.h"
#include "common/rpc/message.h"
#include "common/uuid.h"
#include "storage/names.h"

ABSL_FLAG(int, articles, 40000, "articles that are written in batches, each round");
ABSL_FLAG(int, connections, 4, "connections, and streams, that write");
ABSL_FLAG(int, callers, 64, "unary calls at a time");
ABSL_FLAG(int, rounds, 3, "rounds; the median counts");
ABSL_FLAG(absl::Duration, commit_delay, absl::ZeroDuration(),
          "PostgreSQL's setting of that name: how much longer a commit takes; 100ms at most");
ABSL_FLAG(std::vector<std::string>, only, {},
          "only the measurements with these names, divided by commas");
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

// A PostgreSQL with storage in front of it. Each measurement makes the rows that it
// needs before its clock starts.
class Stage {
 public:
  Stage(int articles, int connections)
      : articles_(articles),
        singles_(articles / kBatchedPerSingle),
        cluster_(absl::GetFlag(FLAGS_commit_delay)),
        server_(cluster_.conninfo()),
        meter_(server_.pid(), cluster_.postmaster()),
        baseline_(cluster_.conninfo(), meter_, source_, connections),
        streams_(server_.address(), meter_, connections),
        callers_(server_.address(), meter_, kChannels),
        callers_of_idle_(idle_server_.address(), meter_, kChannels) {}

  Sample Copy() { return baseline_.Copy(articles_); }
  Sample Staging() { return baseline_.Stage(articles_); }
  double CommitSeconds() const { return cluster_.CommitSeconds(); }

  Sample InsertByTable() { return baseline_.InsertByTable(singles_); }
  Sample Insert() { return baseline_.Insert(singles_); }
  Sample InsertRevision() { return baseline_.InsertRevision(singles_); }
  Sample Select() {
    WriteNew();
    return baseline_.Select(articles_, kReaders);
  }

  // New articles through WriteArticles.
  Sample WriteNew() {
    baseline_.EmptyTables();
    return WriteBatches(article::v1::WRITE_OUTCOME_CREATED);
  }

  // The same again.
  Sample WriteRepeated() {
    WriteNew();
    return WriteBatches(article::v1::WRITE_OUTCOME_UNCHANGED);
  }

  // New articles, one a call.
  Sample WriteSingles() {
    baseline_.EmptyTables();
    return CallWithSingles(callers_, [](const grpc::ByteBuffer& bytes) {
      storage::v1::BatchWriteArticlesResponse response;
      OkOrDie(ParseMessage(bytes, &response));
      if (response.results(0).outcome() != article::v1::WRITE_OUTCOME_CREATED) {
        Die(response.DebugString());
      }
    });
  }

  // The same calls, for which nothing is done.
  Sample CallIdle() {
    return CallWithSingles(callers_of_idle_, [](const grpc::ByteBuffer&) {});
  }

  Sample Get() {
    WriteNew();
    const std::vector<std::string> ids =
        Connection(cluster_.conninfo()).Column("SELECT article_id FROM article");
    std::vector<grpc::ByteBuffer> requests;
    for (int i = 0; i < articles_; ++i) {
      storage::v1::GetArticleRequest request;
      request.set_name(storage::FormatArticleName(ids[i * 7919LL % ids.size()]));
      requests.push_back(SerializeMessage(request));
    }
    const size_t least = source_.Write(0).article().ByteSizeLong();
    return callers_.Unary(kGetMethod, requests, absl::GetFlag(FLAGS_callers),
                          [&](const grpc::ByteBuffer& bytes) {
                            if (bytes.Length() < least) {
                              Die("GetArticle answers less than was written");
                            }
                          });
  }

  // `measure` while another session holds a snapshot.
  Sample Held(const std::function<Sample()>& measure) {
    const HeldSnapshot snapshot(cluster_.conninfo());
    return measure();
  }

 private:
  Sample WriteBatches(storage::WriteOutcome outcome) {
    std::vector<storage::v1::WriteArticlesRequest> batches;
    for (int b = 0; b < articles_ / kBatch; ++b) batches.push_back(source_.Batch(b));
    return streams_.Stream(0, articles_ / kBatch, outcome,
                           [&](int64_t b) { return std::move(batches[b]); });
  }

  // BatchWriteArticles of one new article each.
  Sample CallWithSingles(Load& callers, const std::function<void(const grpc::ByteBuffer&)>& check) {
    std::vector<grpc::ByteBuffer> requests;
    for (int i = 0; i < singles_; ++i) {
      storage::v1::BatchWriteArticlesRequest request;
      request.set_request_id(NewUuid(absl::Now()));
      *request.add_writes() = source_.Write(i);
      requests.push_back(SerializeMessage(request));
    }
    return callers.Unary(kWriteMethod, requests, absl::GetFlag(FLAGS_callers), check);
  }

  const int articles_;
  const int singles_;
  const Articles source_;
  const Cluster cluster_;
  const Server server_;
  const IdleServer idle_server_;
  const CpuMeter meter_;
  Baseline baseline_;
  Load streams_;
  Load callers_;
  Load callers_of_idle_;
};

std::vector<Measurement> MeasurementsOf(Stage& stage) {
  const auto write_new = [&stage] { return stage.WriteNew(); };
  const auto write_singles = [&stage] { return stage.WriteSingles(); };
  return {
      {"COPY into the tables", [&stage] { return stage.Copy(); }},
      {"COPY and INSERT by staging", [&stage] { return stage.Staging(); }},
      {"WriteArticles", write_new, "COPY and INSERT by staging", 0.7},
      {"WriteArticles while a snapshot is held", [=, &stage] { return stage.Held(write_new); },
       "WriteArticles", 0.85},
      {"WriteArticles of what is known", [&stage] { return stage.WriteRepeated(); },
       "WriteArticles", 2},
      {"INSERT into revision", [&stage] { return stage.InsertRevision(); }},
      {"INSERT for each table", [&stage] { return stage.InsertByTable(); }},
      {"INSERT into all tables", [&stage] { return stage.Insert(); }},
      {"gRPC alone", [&stage] { return stage.CallIdle(); }},
      {"BatchWriteArticles of one", write_singles, "INSERT for each table", 1.5,
       "INSERT into all tables"},
      {"BatchWriteArticles of one while a snapshot is held",
       [=, &stage] { return stage.Held(write_singles); }, "BatchWriteArticles of one", 0.85},
      {"SELECT", [&stage] { return stage.Select(); }},
      {"GetArticle", [&stage] { return stage.Get(); }, "SELECT", 0.45},
  };
}

bool IsWanted(const std::string& what) {
  const std::vector<std::string> only = absl::GetFlag(FLAGS_only);
  return only.empty() || std::find(only.begin(), only.end(), what) != only.end();
}

void Run(int articles, int connections, int rounds) {
  Stage stage(articles, connections);
  const std::vector<Measurement> measurements = MeasurementsOf(stage);
  SamplesByName samples;
  for (int round = 0; round < rounds; ++round) {
    for (const Measurement& measurement : measurements) {
      if (!IsWanted(measurement.what)) continue;
      samples[measurement.what].push_back(measurement.measure());
    }
  }
  std::printf(
      "articles of 6 KB, %d a round in batches of %d by %d connections, a fifth as many one by "
      "one, %d unary calls at a time; medians of %d rounds; a COMMIT of 8 KB takes %.0f µs\n\n",
      articles, kBatch, connections, absl::GetFlag(FLAGS_callers), rounds,
      stage.CommitSeconds() * 1e6);
  Print(measurements, samples);
}

// Writes `articles` through WriteArticles, and prints by halves of each power of ten
// how fast the last of them went.
void RunScale(int articles, int connections) {
  const Articles source;
  const Cluster cluster(absl::GetFlag(FLAGS_commit_delay));
  const Server server(cluster.conninfo());
  const CpuMeter meter(server.pid(), cluster.postmaster());
  Load load(server.address(), meter, connections);
  int64_t done = 0;
  for (int64_t stop = 10 * kBatch; done < articles; stop *= 10) {
    for (int part = 1; part <= 2; ++part) {
      const int64_t end = std::min<int64_t>(part * stop, articles) / kBatch;
      const Sample sample = load.Stream(done / kBatch, end, article::v1::WRITE_OUTCOME_CREATED,
                                        [&source](int64_t b) { return source.Batch(b); });
      done = end * kBatch;
      std::printf(
          "%9ld articles: %8.0f articles/s, µs of processor time each: callers %.0f, storage %.0f, "
          "PostgreSQL %.0f; storage holds %4ld MB\n",
          done, sample.rate, sample.cpu.callers * 1e6, sample.cpu.storage * 1e6,
          sample.cpu.postgres * 1e6, server.ResidentBytes() >> 20);
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

// What storage does a second against what PostgreSQL does without it, in one run
// on one machine: batches through WriteArticles against COPY into the same
// tables, repeated deliveries, and GetArticle against its SELECT. PostgreSQL
// runs with fsync, in a cluster of its own under $TMPDIR.
//
//   bench_storage [--articles=N] [--connections=N] [--rounds=N] [--quick]
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/field_digests.h"
#include "storage/identity.h"
#include "storage/names.h"
#include "storage/service.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

ABSL_FLAG(int, articles, 40000, "articles a round");
ABSL_FLAG(int, connections, 4, "connections, and streams, that write");
ABSL_FLAG(int, rounds, 3, "rounds; the median counts");
ABSL_FLAG(bool, quick, false, "2,000 articles, one round: only to see that it runs");

namespace broadsheet::storage {
namespace {

using postgres::Params;
using Stub = v1::StorageService::Stub;

constexpr int kBatch = 500;
constexpr int kReaders = 8;

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "bench_storage: %s\n", message.c_str());
  std::exit(EXIT_FAILURE);
}

template <class StatusOr>
auto OrDie(StatusOr value) {
  if (!value.ok()) Die(value.status().ToString());
  return *std::move(value);
}

void OkOrDie(const absl::Status& status) {
  if (!status.ok()) Die(status.ToString());
}

std::string Output(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[256];
  while (fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  if (pclose(pipe) != 0) Die(absl::StrCat(command, " failed: ", output));
  absl::StripTrailingAsciiWhitespace(&output);
  return output;
}

// A cluster that keeps its promises, for the length of the run.
class Cluster {
 public:
  Cluster() {
    const char* tmp = std::getenv("TMPDIR");
    directory_ = absl::StrCat(tmp == nullptr ? "/tmp" : tmp, "/broadsheet-bench.XXXXXX");
    if (mkdtemp(directory_.data()) == nullptr) Die(absl::StrCat("no directory ", directory_));
    std::filesystem::permissions(directory_, std::filesystem::perms(0755));
    socket_ =
        Output(absl::StrCat("PGCLUSTER_OPTIONS='-c shared_buffers=512MB -c max_wal_size=8GB' ",
                            kScript, " start ", directory_));
    OkOrDie(postgres::Migrate(conninfo("storage_owner"), "storage", sql::kMigrations).status());
  }
  ~Cluster() {
    Output(absl::StrCat(kScript, " remove ", directory_));
    std::filesystem::remove_all(directory_);
  }
  std::string conninfo(const std::string& role) const {
    return absl::StrCat("host=", socket_, " dbname=broadsheet user=", role);
  }

 private:
  static constexpr char kScript[] = BROADSHEET_SOURCE_DIR "/deploy/postgres/cluster";
  std::string directory_;
  std::string socket_;
};

// About 6 KB of English-like text, with as much markup as articles have.
ArticleWrite MakeWrite(int index, std::mt19937& random) {
  static const std::vector<std::string> words = [] {
    std::mt19937 random(1);
    std::vector<std::string> words(4000);
    for (std::string& word : words) {
      for (int n = 2 + random() % 9; n > 0; --n) word.push_back('a' + random() % 26);
    }
    return words;
  }();
  ArticleWrite write;
  Article& article = *write.mutable_article();
  article.set_title(absl::StrCat("Headline ", words[random() % words.size()], " number ", index));
  while (article.body_text().size() < 2700) {
    std::string sentence = words[random() % words.size()];
    for (int n = 40; n > 0; --n) absl::StrAppend(&sentence, " ", words[random() % words.size()]);
    absl::StrAppend(article.mutable_body_text(), sentence, ".\n");
    absl::StrAppend(article.mutable_body_html(), "<p>", sentence, ".</p>\n");
  }
  article.set_teaser_html(article.body_html().substr(0, 200));
  article.set_language_code("en");
  article.mutable_source()->set_site_uri("https://bench.test");
  article.set_source_guid(absl::StrCat("guid-", index));
  article.set_canonical_uri(absl::StrCat("https://bench.test/article-", index));
  *article.mutable_publish_time() = ToTimestamp(absl::FromUnixSeconds(1'700'000'000 + index));
  article.add_tags("bench");
  write.set_origin("feeds/bench");
  *write.mutable_observe_time() = ToTimestamp(absl::FromUnixSeconds(1'772'323'200));
  write.set_observation_digest(Sha256(article.canonical_uri()));
  return write;
}

std::vector<v1::WriteArticlesRequest> MakeRequests(int articles) {
  std::mt19937 random(7);
  std::vector<v1::WriteArticlesRequest> requests(articles / kBatch);
  int index = 0;
  for (v1::WriteArticlesRequest& request : requests) {
    for (int i = 0; i < kBatch; ++i) *request.add_writes() = MakeWrite(index++, random);
  }
  return requests;
}

// The rows that a batch becomes, ready to copy.
struct CopyBatch {
  std::vector<Params> articles, revisions, keys, paths, origins, changes, commits;
};

std::string FieldDigestsOf(const ArticleWrite& write) {
  const FieldSet said = SaidFields(write.article(), AssertedFields(write));
  return EncodeFieldDigests(DigestFields(write.article(), said));
}

CopyBatch MakeCopyBatch(const v1::WriteArticlesRequest& request, int64_t position) {
  const absl::Time now = absl::Now();
  const std::string commit = NewUuid(now);
  CopyBatch batch;
  batch.commits.push_back(Params().Text(commit).Int(position));
  for (const ArticleWrite& write : request.writes()) {
    const std::string id = NewUuid(now);
    const Article& article = write.article();
    const int64_t ordinal = static_cast<int64_t>(batch.articles.size());
    batch.articles.push_back(Params().Text(id).Int(1).Time(now).Text(write.origin()).Bool(false));
    batch.revisions.push_back(Params()
                                  .Text(id)
                                  .Int(1)
                                  .Text(commit)
                                  .Int(ordinal)
                                  .Int(1)
                                  .Time(now)
                                  .Text(write.origin())
                                  .Bytes(Sha256(id))
                                  .Bytes(RandomBytes(16))
                                  .Bytes(article.SerializeAsString()));
    for (const std::string& key : KeysOf(article)) {
      batch.keys.push_back(Params().Bytes(key).Text(id));
    }
    batch.paths.push_back(
        Params().Text(absl::StrCat("2026/03/01/", article.source_guid())).Text(id));
    batch.origins.push_back(Params()
                                .Text(id)
                                .Text(write.origin())
                                .Time(now)
                                .Bytes(write.observation_digest())
                                .TextArray({})
                                .TextArray({"bench"})
                                .Bytes(FieldDigestsOf(write)));
    batch.changes.push_back(
        Params().Int(position + ordinal).Text(commit).Time(now).Text(id).Int(1).Int(6000));
  }
  return batch;
}

absl::Status Copy(postgres::Session& session, const CopyBatch& batch) {
  RETURN_IF_ERROR(session.Begin());
  RETURN_IF_ERROR(session.CopyIn(
      "article", {"article_id", "revision", "observe_time", "body_origin", "deleted"},
      batch.articles));
  RETURN_IF_ERROR(
      session.CopyIn("revision",
                     {"article_id", "revision", "commit_id", "commit_ordinal", "kind",
                      "create_time", "actor", "content_digest", "content_salt", "snapshot"},
                     batch.revisions));
  RETURN_IF_ERROR(session.CopyIn("article_key", {"key_digest", "article_id"}, batch.keys));
  RETURN_IF_ERROR(session.CopyIn("article_path", {"path", "article_id"}, batch.paths));
  RETURN_IF_ERROR(session.CopyIn("article_origin",
                                 {"article_id", "origin", "observe_time", "observation_digest",
                                  "categories", "tags", "field_digests"},
                                 batch.origins));
  RETURN_IF_ERROR(session.CopyIn(
      "change", {"position", "commit_id", "commit_time", "article_id", "revision", "bytes"},
      batch.changes));
  RETURN_IF_ERROR(session.CopyIn("log_commit", {"commit_id", "first_position"}, batch.commits));
  return session.Commit();
}

// Runs `work(0)`, `work(1)`, … in threads of their own; the seconds that it took.
double Seconds(int threads, const std::function<void(int)>& work) {
  const absl::Time start = absl::Now();
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t) running.emplace_back(work, t);
  for (std::thread& thread : running) thread.join();
  return absl::ToDoubleSeconds(absl::Now() - start);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Bench {
 public:
  Bench(const std::string& conninfo, int articles, int connections)
      : conninfo_(conninfo),
        connections_(connections),
        pool_({conninfo, 16}),
        metrics_(OrDie(Metrics::Create(""))),
        environment_{*metrics_, pool_},
        storage_(MakeStorage(environment_)),
        server_(OrDie(Server::Start({"127.0.0.1:0",
                                     storage_->grpc_services(),
                                     {v1::StorageService::service_full_name()}}))),
        requests_(MakeRequests(articles)) {
    storage_->Start();
  }
  ~Bench() {
    storage_->Drain();
    server_->Shutdown(absl::Seconds(5));
  }

  void Empty() {
    auto session = OrDie(postgres::Session::Connect(conninfo_));
    OkOrDie(session->RunScript(
        "TRUNCATE article, revision, article_key, article_path, article_origin, change, "
        "log_commit, request_ledger"));
  }

  // Articles a second by COPY.
  double CopyRate() {
    Empty();
    std::vector<CopyBatch> batches;
    for (const auto& request : requests_) {
      batches.push_back(MakeCopyBatch(request, 1 + kBatch * int64_t(batches.size())));
    }
    const double seconds = Seconds(connections_, [&](int t) {
      auto session = OrDie(postgres::Session::Connect(conninfo_));
      for (size_t b = t; b < batches.size(); b += connections_) OkOrDie(Copy(*session, batches[b]));
    });
    return articles() / seconds;
  }

  // Articles a second by WriteArticles, all with this outcome.
  double WriteRate(WriteOutcome outcome) {
    for (auto& request : requests_) request.set_request_id(NewUuid(absl::Now()));
    const double seconds = Seconds(connections_, [&](int t) { Stream(t, outcome); });
    return articles() / seconds;
  }

  // Single articles a second, by GetArticle.
  double GetRate(int calls) {
    const std::vector<std::string> ids = Ids();
    const double seconds = Seconds(kReaders, [&](int t) {
      const auto stub = NewStub(t);
      for (int i = t; i < calls; i += kReaders) {
        grpc::ClientContext context;
        v1::GetArticleRequest request;
        request.set_name(FormatArticleName(ids[i * 7919LL % ids.size()]));
        Article article;
        if (!stub->GetArticle(&context, request, &article).ok()) Die("GetArticle failed");
      }
    });
    return calls / seconds;
  }

  // The same by its statement alone.
  double SelectRate(int calls) {
    const std::vector<std::string> ids = Ids();
    const double seconds = Seconds(kReaders, [&](int t) {
      auto session = OrDie(postgres::Session::Connect(conninfo_));
      for (int i = t; i < calls; i += kReaders) {
        OrDie(session->Run(sql::kGetArticle, Params().Text(ids[i * 7919LL % ids.size()])));
      }
    });
    return calls / seconds;
  }

 private:
  double articles() const { return static_cast<double>(requests_.size()) * kBatch; }

  // A channel of its own for each thread, as for each caller.
  std::unique_ptr<Stub> NewStub(int thread) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("bench.thread", thread);
    return v1::StorageService::NewStub(
        grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                  grpc::InsecureChannelCredentials(), arguments));
  }

  // One stream: sends on while it reads answers.
  void Stream(int thread, WriteOutcome outcome) {
    const auto stub = NewStub(thread);
    grpc::ClientContext context;
    auto stream = stub->WriteArticles(&context);
    std::thread sender([&] {
      for (size_t b = thread; b < requests_.size(); b += connections_) {
        if (!stream->Write(requests_[b])) break;
      }
      stream->WritesDone();
    });
    v1::WriteArticlesResponse response;
    while (stream->Read(&response)) {
      for (const WriteResult& result : response.results()) {
        if (result.outcome() != outcome) Die(result.DebugString());
      }
    }
    sender.join();
    const grpc::Status status = stream->Finish();
    if (!status.ok()) Die(status.error_message());
  }

  std::vector<std::string> Ids() {
    constexpr postgres::Statement kIds{"bench_ids", "SELECT article_id FROM article"};
    const auto rows = OrDie(pool_.Query(absl::Now() + absl::Seconds(60), kIds));
    std::vector<std::string> ids;
    for (int i = 0; i < rows.size(); ++i) ids.push_back(rows.String(i, 0));
    return ids;
  }

  const std::string conninfo_;
  const int connections_;
  postgres::Pool pool_;
  std::unique_ptr<Metrics> metrics_;
  ServiceEnvironment environment_;
  std::unique_ptr<ServiceInstance> storage_;
  std::unique_ptr<Server> server_;
  std::vector<v1::WriteArticlesRequest> requests_;
};

void Run(int articles, int connections, int rounds) {
  const Cluster cluster;
  Bench bench(cluster.conninfo("storage"), articles, connections);
  std::vector<double> copies, writes, repeats, gets, selects;
  for (int round = 0; round < rounds; ++round) {
    copies.push_back(bench.CopyRate());
    bench.Empty();
    writes.push_back(bench.WriteRate(article::v1::WRITE_OUTCOME_CREATED));
    repeats.push_back(bench.WriteRate(article::v1::WRITE_OUTCOME_UNCHANGED));
    selects.push_back(bench.SelectRate(articles));
    gets.push_back(bench.GetRate(articles));
  }
  std::printf("%d articles, batches of %d, %d connections, median of %d rounds\n", articles, kBatch,
              connections, rounds);
  std::printf("COPY into the same tables  %8.0f articles/s\n", Median(copies));
  std::printf("WriteArticles, new         %8.0f articles/s  %.2f of COPY\n", Median(writes),
              Median(writes) / Median(copies));
  std::printf("WriteArticles, unchanged   %8.0f articles/s  %.2f of new\n", Median(repeats),
              Median(repeats) / Median(writes));
  std::printf("SELECT                     %8.0f articles/s\n", Median(selects));
  std::printf("GetArticle                 %8.0f articles/s  %.2f of SELECT\n", Median(gets),
              Median(gets) / Median(selects));
}

}  // namespace
}  // namespace broadsheet::storage

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  const bool quick = absl::GetFlag(FLAGS_quick);
  broadsheet::storage::Run(quick ? 2000 : absl::GetFlag(FLAGS_articles),
                           absl::GetFlag(FLAGS_connections),
                           quick ? 1 : absl::GetFlag(FLAGS_rounds));
}

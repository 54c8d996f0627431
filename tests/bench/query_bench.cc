// What query answers a second against what gRPC and PostgreSQL do without it, in
// one run on one machine: ListArticles of ten teasers against an echo of the same
// bytes and against the bare statement; searches; related articles; and how fast both projections
// are built. PostgreSQL runs in a cluster of its own under /tmp.
//
//   bench_query [--articles=N] [--clients=N] [--seconds=N] [--index]
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/message.h"
#include "common/rpc/server.h"
#include "query/fake_storage.h"
#include "query/index_cost.h"
#include "query/query_instance.h"
#include "query/query_service.h"
#include "query/sql.h"
#include "query/terms.h"
#include "query/test_articles.h"
#include "query/texts.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

ABSL_FLAG(int, articles, 20000, "articles in the archive");
ABSL_FLAG(int, clients, 8, "calls at a time");
ABSL_FLAG(int, seconds, 5, "how long each measurement takes");
ABSL_FLAG(bool, index, false, "only what building the search index costs");

namespace broadsheet::query {
namespace {

constexpr char kListMethod[] = "/broadsheet.query.v1.QueryService/ListArticles";
constexpr char kRelatedMethod[] = "/broadsheet.query.v1.QueryService/ListRelated";
constexpr char kSearchMethod[] = "/broadsheet.query.v1.QueryService/SearchArticles";

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "bench_query: %s\n", message.c_str());
  std::exit(EXIT_FAILURE);
}

// Answers every ListArticles with the same bytes, on gRPC's own thread.
class Echo final
    : public v1::QueryService::WithRawCallbackMethod_ListArticles<v1::QueryService::Service> {
 public:
  explicit Echo(grpc::ByteBuffer answer) : answer_(std::move(answer)) {}
  grpc::ServerUnaryReactor* ListArticles(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer*, grpc::ByteBuffer* out) override {
    *out = answer_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const grpc::ByteBuffer answer_;
};

// Calls a method in bytes; no message is parsed on this side.
class Caller {
 public:
  explicit Caller(const std::string& address) : stub_(MakeChannel(address)) {}

  grpc::ByteBuffer Call(const char* method, const grpc::ByteBuffer& request) {
    auto response = TryCall(method, request);
    if (!response.ok()) Die(response.status().ToString());
    return *std::move(response);
  }

  absl::StatusOr<grpc::ByteBuffer> TryCall(const char* method, const grpc::ByteBuffer& request) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    grpc::CompletionQueue queue;
    const auto call = stub_.PrepareUnaryCall(&context, method, request, &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    void* tag;
    bool ok;
    queue.Next(&tag, &ok);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  grpc::GenericStub stub_;
};

struct Rate {
  double per_second;
  absl::Duration median;
  absl::Duration p99;
};

// How often `work(thread)` is done in a second by all clients together.
Rate Measure(const std::function<void(int)>& work) {
  const int clients = absl::GetFlag(FLAGS_clients);
  const absl::Time start = absl::Now();
  const absl::Time end = start + absl::Seconds(absl::GetFlag(FLAGS_seconds));
  std::vector<std::vector<absl::Duration>> took(clients);
  std::vector<std::thread> threads;
  for (int t = 0; t < clients; ++t) {
    threads.emplace_back([&, t] {
      for (absl::Time begin = absl::Now(); begin < end;) {
        work(t);
        const absl::Time now = absl::Now();
        took[t].push_back(now - begin);
        begin = now;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<absl::Duration> all;
  for (const auto& part : took) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  return {static_cast<double>(all.size()) / absl::ToDoubleSeconds(absl::Now() - start),
          all[all.size() / 2], all[all.size() * 99 / 100]};
}

void Print(const char* what, const Rate& rate, double base) {
  std::printf("%-44s %9.0f/s  median %7.3f ms  p99 %7.3f ms  ratio %.3f\n", what, rate.per_second,
              absl::ToDoubleMilliseconds(rate.median), absl::ToDoubleMilliseconds(rate.p99),
              rate.per_second / base);
}

void Fill(FakeStorage& storage) {
  std::mt19937 random(1);
  storage.Write(CategoryOf("tech"));
  for (int n = 0; n < absl::GetFlag(FLAGS_articles); ++n) {
    storage.Write(bench::ArticleOfWords(random, n));
  }
}

// Waits until a request that reads after everything written is answered.
template <class Request>
void AwaitAnswer(Caller& caller, const char* method, const FakeStorage& storage, Request request) {
  *request.mutable_read_after() = storage.head();
  while (!caller.TryCall(method, SerializeMessage(request)).ok()) {
    absl::SleepFor(absl::Milliseconds(20));
  }
}

// The service in this process, its projections not yet built.
struct Service {
  explicit Service(const FakeStorage& storage, const std::string& data_dir) {
    database.Migrate("query", sql::kMigrations);
    pool = database.NewPool("query", absl::GetFlag(FLAGS_clients) + 4);
    environment = std::make_unique<ServiceEnvironment>(ServiceEnvironment{*metrics, *pool});
    instance = *MakeQueryInstance({data_dir, storage.address(), ""}, *environment);
    server = *Server::Start({"127.0.0.1:0", instance->grpc_services(), {}});
  }
  ~Service() {
    instance->Drain();
    server->Shutdown(absl::Seconds(1));
  }

  testing::TestDatabase database;
  std::unique_ptr<Metrics> metrics = std::make_unique<Metrics>();
  std::unique_ptr<postgres::Pool> pool;
  std::unique_ptr<ServiceEnvironment> environment;
  std::unique_ptr<ServiceInstance> instance;
  std::unique_ptr<Server> server;
};

void MeasureBuilding(Service& service, const FakeStorage& storage, Caller& caller) {
  v1::ListArticlesRequest list;
  v1::SearchArticlesRequest search;
  search.set_query(bench::WordOf(1));
  const absl::Time start = absl::Now();
  const double articles = absl::GetFlag(FLAGS_articles);
  service.instance->Start();
  AwaitAnswer(caller, kListMethod, storage, list);
  const double archive = absl::ToDoubleSeconds(absl::Now() - start);
  AwaitAnswer(caller, kSearchMethod, storage, search);
  const double index = absl::ToDoubleSeconds(absl::Now() - start);
  std::printf("%.0f articles of 4 KB, both built at once: archive %.0f/s, search index %.0f/s\n",
              articles, articles / archive, articles / index);
}

void MeasureWriteToRead(FakeStorage& storage, Caller& caller) {
  std::vector<absl::Duration> took;
  for (int n = 0; n < 50; ++n) {
    storage.Write(ArticleOf(n, "revision: 2"));
    const absl::Time start = absl::Now();
    AwaitAnswer(caller, kListMethod, storage, v1::ListArticlesRequest());
    took.push_back(absl::Now() - start);
  }
  std::sort(took.begin(), took.end());
  std::printf("written to listed (read_after): median %.0f ms, worst of 50 %.0f ms\n",
              absl::ToDoubleMilliseconds(took[25]), absl::ToDoubleMilliseconds(took[49]));
}

// Lists as an instance that keeps answers gives them, on the database of the one that applies.
Rate MeasureKept(Service& service, const FakeStorage& storage, const grpc::ByteBuffer& request) {
  testing::TemporaryDirectory directory;
  const auto instance = *MakeQueryInstance(
      {.data_dir = directory.path(), .storage = storage.address(), .answer_cache_bytes = 64 << 20},
      *service.environment);
  const auto server = *Server::Start({"127.0.0.1:0", instance->grpc_services(), {}});
  Caller caller(absl::StrCat("127.0.0.1:", server->port()));
  const Rate rate = Measure([&](int) { caller.Call(kListMethod, request); });
  instance->Drain();
  server->Shutdown(absl::Seconds(1));
  return rate;
}

void MeasureLists(Service& service, const FakeStorage& storage, Caller& caller, int clients) {
  v1::ListArticlesRequest list;
  list.mutable_filter()->add_categories("categories/tech");
  const grpc::ByteBuffer request = SerializeMessage(list);
  const grpc::ByteBuffer answer = caller.Call(kListMethod, request);
  Echo echo(answer);
  const auto echo_server = *Server::Start({"127.0.0.1:0", {&echo}, {}});
  Caller echo_caller(absl::StrCat("127.0.0.1:", echo_server->port()));
  std::printf("ListArticles of 10 teasers, %zu bytes, %d clients\n", answer.Length(), clients);
  const Rate bare_grpc = Measure([&](int) { echo_caller.Call(kListMethod, request); });
  const Rate bare_sql = Measure([&](int) {
    const auto rows = service.pool->Query(absl::Now() + absl::Seconds(30), sql::kListTerm,
                                          postgres::Params()
                                              .Text("c:tech")
                                              .Time(absl::InfiniteFuture())
                                              .Text(IdOfNumber(0))
                                              .Time(absl::InfinitePast())
                                              .Int(11)
                                              .Bool(false)
                                              .Int(3 << 20));
    if (!rows.ok() || rows->size() != 11) Die("the bare statement fails");
  });
  const Rate ours = Measure([&](int) { caller.Call(kListMethod, request); });
  const Rate kept = MeasureKept(service, storage, request);
  Print("gRPC echo of the same bytes", bare_grpc, bare_grpc.per_second);
  Print("bare SQL", bare_sql, bare_grpc.per_second);
  Print("ListArticles (ratio to the echo)", ours, bare_grpc.per_second);
  Print("ListArticles (ratio to bare SQL)", ours, bare_sql.per_second);
  Print("ListArticles, kept (ratio to the echo)", kept, bare_grpc.per_second);
}

void MeasureSearches(Caller& caller) {
  const std::string common = bench::WordOf(3);
  for (const std::string& query :
       {common, absl::StrCat(common, " ", bench::WordOf(700)),
        absl::StrCat("\"", bench::WordOf(1), " ", bench::WordOf(2), "\""), bench::WordOf(4000)}) {
    v1::SearchArticlesRequest search;
    search.set_query(query);
    const grpc::ByteBuffer request = SerializeMessage(search);
    v1::SearchArticlesResponse response;
    if (!ParseMessage(caller.Call(kSearchMethod, request), &response).ok()) Die("no answer");
    const Rate rate = Measure([&](int) { caller.Call(kSearchMethod, request); });
    Print(absl::StrCat("search ", query, " (about ", response.estimated_total(), ")").c_str(), rate,
          rate.per_second);
  }
}

// Of one article after another; the first were written without anything in common.
void MeasureRelated(Caller& caller) {
  constexpr int kFirst = 100;
  std::atomic<int> next = kFirst;
  const Rate rate = Measure([&](int) {
    v1::ListRelatedRequest request;
    const int articles = absl::GetFlag(FLAGS_articles) - kFirst;
    request.set_name("articles/" + IdOfNumber(kFirst + next++ % articles));
    caller.Call(kRelatedMethod, SerializeMessage(request));
  });
  Print("ListRelated", rate, rate.per_second);
}

void Run() {
  const std::string data_dir = "/tmp/broadsheet-bench-query";
  std::filesystem::remove_all(data_dir);
  {
    FakeStorage storage;
    Fill(storage);
    Service service(storage, data_dir);
    Caller caller(absl::StrCat("127.0.0.1:", service.server->port()));
    MeasureBuilding(service, storage, caller);
    MeasureWriteToRead(storage, caller);
    MeasureLists(service, storage, caller, absl::GetFlag(FLAGS_clients));
    MeasureSearches(caller);
    MeasureRelated(caller);
  }
  std::filesystem::remove_all(data_dir);
}

}  // namespace
}  // namespace broadsheet::query

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  if (absl::GetFlag(FLAGS_index)) {
    broadsheet::query::bench::PrintIndexCost(absl::GetFlag(FLAGS_articles));
  } else {
    broadsheet::query::Run();
  }
}

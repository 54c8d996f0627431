// What a service does for its callers when there are too many of them: finds how many calls
// it answers a second at most, sends several times as many without waiting for answers, and
// prints what became of them, how long refusals took in the server, and what memory it grew
// to.
//
//   overload --address=HOST:PORT --metrics=HOST:PORT --load=hot|list|search|push
//            [--times=N] [--duration=10s] [--connections=N]
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "common/rpc/message.h"
#include "overload/scrape.h"

ABSL_FLAG(std::string, address, "127.0.0.1:50053", "of the service");
ABSL_FLAG(std::string, metrics, "127.0.0.1:9466", "of its metrics");
ABSL_FLAG(std::string, load, "list", "hot, list, search or push");
ABSL_FLAG(double, times, 4, "how many times its capacity is asked of it");
ABSL_FLAG(absl::Duration, duration, absl::Seconds(10), "how long each measurement takes");
ABSL_FLAG(int, connections, 64, "connections to it");

namespace broadsheet::overload {
namespace {

// A caller who waits longer has gone.
constexpr absl::Duration kPatience = absl::Seconds(2);

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "overload: %s\n", message.c_str());
  std::exit(EXIT_FAILURE);
}

// Calls that differ from each other.
struct Load {
  const char* method;
  std::function<grpc::ByteBuffer(int64_t)> request;
};

// The same page, which is answered as it was before.
Load HotLoad() {
  return {"/broadsheet.query.v1.QueryService/ListArticles", [](int64_t) {
            query::v1::ListArticlesRequest request;
            request.set_page_size(10);
            return SerializeMessage(request);
          }};
}

// All articles, in words that nobody has asked for them in before: answers are kept.
query::v1::ArticleFilter NewFilter(int64_t number) {
  static const int64_t run = absl::ToUnixMicros(absl::Now()) % 1'000'000;
  query::v1::ArticleFilter filter;
  filter.mutable_start_time()->set_seconds(number);
  filter.mutable_start_time()->set_nanos(static_cast<int32_t>(run * 1000));
  return filter;
}

Load ListLoad() {
  return {"/broadsheet.query.v1.QueryService/ListArticles", [](int64_t number) {
            query::v1::ListArticlesRequest request;
            request.set_page_size(10);
            *request.mutable_filter() = NewFilter(number);
            return SerializeMessage(request);
          }};
}

Load SearchLoad() {
  return {"/broadsheet.query.v1.QueryService/SearchArticles", [](int64_t number) {
            static constexpr const char* kQueries[] = {"harbour ferry", "shenzhen", "night market",
                                                       "council budget", "river"};
            query::v1::SearchArticlesRequest request;
            request.set_query(kQueries[number % std::size(kQueries)]);
            *request.mutable_filter() = NewFilter(number);
            return SerializeMessage(request);
          }};
}

Load PushLoad() {
  return {"/broadsheet.ingest.v1.IngestService/PushArticle",
          [run = absl::ToUnixNanos(absl::Now())](int64_t number) {
            ingest::v1::PushArticleRequest request;
            auto& article = *request.mutable_article();
            article.set_title(absl::StrCat("Ferry ", number, " leaves the harbour"));
            article.set_canonical_uri(absl::StrCat("https://overload.example/", run, "/", number));
            std::string body;
            while (body.size() < 3000) absl::StrAppend(&body, "The ferry crosses the river. ");
            article.set_body_html(absl::StrCat("<p>", body, "</p>"));
            return SerializeMessage(request);
          }};
}

Load LoadOf(const std::string& name) {
  if (name == "hot") return HotLoad();
  if (name == "list") return ListLoad();
  if (name == "search") return SearchLoad();
  if (name == "push") return PushLoad();
  Die(absl::StrCat("--load: '", name, "' is none of hot, list, search, push"));
}

// What became of calls.
struct Tally {
  std::atomic<int64_t> fine = 0;
  std::atomic<int64_t> refused = 0;
  std::atomic<int64_t> late = 0;
  std::atomic<int64_t> other = 0;

  void Count(const grpc::Status& status) {
    switch (status.error_code()) {
      case grpc::StatusCode::OK:
        ++fine;
        break;
      case grpc::StatusCode::RESOURCE_EXHAUSTED:
        ++refused;
        break;
      case grpc::StatusCode::DEADLINE_EXCEEDED:
        ++late;
        break;
      default:
        if (++other == 1) std::fprintf(stderr, "%s\n", status.error_message().c_str());
    }
  }
};

std::unique_ptr<grpc::GenericStub> ConnectAlone() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return std::make_unique<grpc::GenericStub>(grpc::CreateCustomChannel(
      absl::GetFlag(FLAGS_address), grpc::InsecureChannelCredentials(), arguments));
}

// Calls of one load over many connections, on one completion queue.
class Caller {
 public:
  explicit Caller(Load load) : load_(std::move(load)) {
    for (int i = 0; i < absl::GetFlag(FLAGS_connections); ++i) {
      stubs_.push_back(ConnectAlone());
    }
    thread_ = std::thread([this] { Collect(); });
  }

  ~Caller() {
    queue_.Shutdown();
    thread_.join();
  }

  // How many calls a second are fine where each of `callers` sends the next when its last is
  // answered.
  double Closed(int callers) {
    again_ = true;
    const absl::Time begin = absl::Now();
    Tally tally;
    tally_ = &tally;
    for (int i = 0; i < callers; ++i) Send();
    absl::SleepFor(absl::GetFlag(FLAGS_duration));
    const double rate =
        static_cast<double>(tally.fine) / absl::ToDoubleSeconds(absl::Now() - begin);
    again_ = false;
    AwaitAll();
    return rate;
  }

  // Sends so many calls a second whatever becomes of them; how many it could send.
  double Open(double per_second, Tally& tally) {
    tally_ = &tally;
    const absl::Time begin = absl::Now();
    int64_t sent = 0;
    for (absl::Time now = begin; now < begin + absl::GetFlag(FLAGS_duration); now = absl::Now()) {
      const auto due = static_cast<int64_t>(absl::ToDoubleSeconds(now - begin) * per_second);
      for (; sent < due && outstanding_ < kMaxOutstanding; ++sent) Send();
      absl::SleepFor(absl::Milliseconds(1));
    }
    const double rate = static_cast<double>(sent) / absl::ToDoubleSeconds(absl::Now() - begin);
    AwaitAll();
    return rate;
  }

 private:
  static constexpr int kMaxOutstanding = 20'000;

  struct Pending {
    grpc::ClientContext context;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> call;
    grpc::ByteBuffer response;
    grpc::Status status;
  };

  void Send() {
    const int64_t number = ++sent_;
    auto* pending = new Pending;
    pending->context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    pending->call = stubs_[number % stubs_.size()]->PrepareUnaryCall(
        &pending->context, load_.method, load_.request(number), &queue_);
    ++outstanding_;
    pending->call->StartCall();
    pending->call->Finish(&pending->response, &pending->status, pending);
  }

  void Collect() {
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) {
      const std::unique_ptr<Pending> pending(static_cast<Pending*>(tag));
      tally_.load()->Count(pending->status);
      --outstanding_;
      if (again_) Send();
    }
  }

  void AwaitAll() const {
    while (outstanding_ > 0) absl::SleepFor(absl::Milliseconds(10));
  }

  const Load load_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  grpc::CompletionQueue queue_;
  std::atomic<int64_t> sent_ = 0;
  std::atomic<int> outstanding_ = 0;
  std::atomic<bool> again_ = false;
  std::atomic<Tally*> tally_ = nullptr;
  std::thread thread_;
};

void Run() {
  const Load load = LoadOf(absl::GetFlag(FLAGS_load));
  const std::string name = absl::GetFlag(FLAGS_load);
  Caller caller(load);
  double peak = 0;
  for (const int callers : {4, 16, 64}) peak = std::max(peak, caller.Closed(callers));
  const Observed before = Scrape(absl::GetFlag(FLAGS_metrics));

  Tally tally;
  const double sent = caller.Open(peak * absl::GetFlag(FLAGS_times), tally);
  const Observed after = Scrape(absl::GetFlag(FLAGS_metrics));

  const double goodput =
      static_cast<double>(tally.fine) / absl::ToDoubleSeconds(absl::GetFlag(FLAGS_duration));
  std::printf(
      "%-7s peak %7.0f/s; sent %7.0f/s (%.1f times): fine %.0f/s (%.0f%% of peak), "
      "%ld refused, %ld late, %ld other\n",
      name.c_str(), peak, sent, sent / peak, goodput, 100 * goodput / peak, tally.refused.load(),
      tally.late.load(), tally.other.load());
  std::printf(
      "        refused in the server within 5 ms: %.2f%%; resident %.0f MB, then %.0f MB\n",
      100 * (after.refused_at_once - before.refused_at_once) / (after.refused - before.refused),
      before.resident_bytes / 1e6, after.resident_bytes / 1e6);
}

}  // namespace
}  // namespace broadsheet::overload

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  broadsheet::overload::Run();
}

// Ingest in this process, over a real channel, with the real storage beside it.
#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "ingest/ingest_instance.h"
#include "ingest/sql.h"
#include "storage/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest {

// The storage binary on a port that stays its own when it is started again.
class StorageProcess {
 public:
  explicit StorageProcess(std::string conninfo) : conninfo_(std::move(conninfo)) {
    const int fd = mkstemp(log_.data());
    close(fd);
    Start();
  }
  ~StorageProcess() {
    Kill();
    unlink(log_.c_str());
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  void Start() {
    std::ofstream(log_, std::ios::trunc);
    const std::string listen = address();
    pid_ = fork();
    if (pid_ == 0) {
      if (freopen(log_.c_str(), "a", stderr) == nullptr) _exit(126);
      execl(BROADSHEET_BINARY_DIR "/storage", "storage", "--database", conninfo_.c_str(),
            "--listen", listen.c_str(), "--metrics_listen", "none", nullptr);
      _exit(127);
    }
    AwaitServing();
  }

  void Kill() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  void AwaitServing() {
    const std::string key = "\"port\":\"";
    for (const absl::Time end = absl::Now() + absl::Seconds(20); absl::Now() < end;) {
      std::ifstream in(log_);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      const size_t at = text.find(key);
      if (at != std::string::npos && text.find("serving") != std::string::npos) {
        port_ = std::atoi(text.c_str() + at + key.size());
        return;
      }
      absl::SleepFor(absl::Milliseconds(10));
    }
    std::abort();
  }

  const std::string conninfo_;
  std::string log_ = "/tmp/ingest-test-storage.XXXXXX";
  pid_t pid_ = 0;
  int port_ = 0;
};

class RunningIngest {
 public:
  RunningIngest() {
    database_.Migrate("ingest", sql::kMigrations);
    database_.Migrate("storage", storage::sql::kMigrations);
    storage_ = std::make_unique<StorageProcess>(database_.conninfo("storage"));
    pool_ = database_.NewPool("ingest");
    IngestOptions options;
    options.storage = storage_->address();
    options.parsers.binary = BROADSHEET_BINARY_DIR "/ingest";
    options.http.allow_private_addresses = true;
    options.http.max_body_bytes = 4 << 20;
    options.host_interval = absl::ZeroDuration();
    options.poller.look_every = absl::Milliseconds(50);
    options.redactions.look_every = absl::Milliseconds(100);
    environment_ = std::make_unique<ServiceEnvironment>(ServiceEnvironment{*metrics_, *pool_});
    instance_ = MakeIngest(options, *environment_).value();
    instance_->Start();
    server_ =
        Server::Start(
            {"127.0.0.1:0", instance_->grpc_services(), {"broadsheet.ingest.v1.IngestService"}})
            .value();
    stub_ = v1::IngestService::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", server_->port())));
    storage_stub_ = storage::v1::StorageService::NewStub(MakeChannel(storage_->address()));
  }
  ~RunningIngest() {
    instance_->Drain();
    server_->Shutdown(absl::Seconds(5));
  }

  v1::IngestService::Stub& stub() { return *stub_; }
  storage::v1::StorageService::Stub& storage_stub() { return *storage_stub_; }
  StorageProcess& storage() { return *storage_; }
  // Of ingest's own schema.
  postgres::Pool& pool() { return *pool_; }

  // Calls `method` of the stub, with a minute for it.
  template <class Request, class Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::IngestService::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  absl::StatusOr<v1::PushArticleResponse> Push(const article::v1::Article& article) {
    v1::PushArticleRequest request;
    *request.mutable_article() = article;
    return Call(&v1::IngestService::Stub::PushArticle, request);
  }

  article::v1::Article Stored(const std::string& name) {
    storage::v1::GetArticleRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    article::v1::Article article;
    const grpc::Status status = storage_stub_->GetArticle(&context, request, &article);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return article;
  }

  // The newest of every article of the archive, in the order of their first
  // revisions.
  std::vector<article::v1::Article> AllStored() {
    std::vector<article::v1::Article> articles;
    std::map<std::string, size_t> places;
    storage::v1::ListChangesRequest request;
    request.set_page_size(1000);
    while (true) {
      grpc::ClientContext context;
      storage::v1::ListChangesResponse page;
      const grpc::Status status = storage_stub_->ListChanges(&context, request, &page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      if (page.changes().empty()) return articles;
      for (const storage::v1::Change& change : page.changes()) {
        *request.mutable_after() = change.cursor();
        if (!change.has_article()) continue;
        const article::v1::Article& article = change.article().revision().snapshot();
        const auto [place, is_new] = places.emplace(article.name(), articles.size());
        if (is_new) articles.emplace_back();
        articles[place->second] = article;
      }
    }
  }

  std::vector<article::v1::Category> Categories() {
    grpc::ClientContext context;
    storage::v1::ListCategoriesResponse response;
    EXPECT_TRUE(storage_stub_->ListCategories(&context, {}, &response).ok());
    return {response.categories().begin(), response.categories().end()};
  }

  std::vector<v1::Reject> Rejects() {
    const auto response = Call(&v1::IngestService::Stub::ListRejects, v1::ListRejectsRequest());
    EXPECT_OK(response);
    return {response->rejects().begin(), response->rejects().end()};
  }

 private:
  testing::TestDatabase database_;
  std::unique_ptr<StorageProcess> storage_;
  std::unique_ptr<postgres::Pool> pool_;
  std::unique_ptr<Metrics> metrics_ = std::make_unique<Metrics>();
  std::unique_ptr<ServiceEnvironment> environment_;
  std::unique_ptr<ServiceInstance> instance_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
  std::unique_ptr<storage::v1::StorageService::Stub> storage_stub_;
};

inline article::v1::Article SampleArticle(const std::string& guid) {
  article::v1::Article article;
  article.set_title(absl::StrCat("Article ", guid));
  article.set_source_guid(guid);
  article.set_canonical_uri(absl::StrCat("https://example.com/", guid));
  article.mutable_source()->set_site_uri("https://example.com/");
  article.mutable_source()->set_title("Example");
  article.set_body_html("<p>Tencent opened an office in Shenzhen today.</p>");
  article.set_language_code("en");
  article.mutable_publish_time()->set_seconds(1'700'000'000);
  return article;
}

}  // namespace broadsheet::ingest

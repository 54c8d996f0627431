// Query as it runs, beside storage as it runs: killed while it applies, it comes
// to what it would have come to undisturbed.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/sha256.h"
#include "query/search/index_contents.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::query {
namespace {

using storage::v1::StorageService;

// A service's binary, on a free port. Killed at the end, if not before.
class Process {
 public:
  Process(const std::string& service, const testing::TestDatabase& database,
          const std::vector<std::string>& flags) {
    char log[] = "/tmp/broadsheet-process.XXXXXX";
    const int fd = mkstemp(log);
    log_ = log;
    std::vector<std::string> arguments = {service,    "--database",  database.conninfo(service),
                                          "--listen", "127.0.0.1:0", "--metrics_listen",
                                          "none"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const std::string binary = absl::StrCat(BROADSHEET_BINARY_DIR, "/", service);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(fd, STDERR_FILENO);
      execv(binary.c_str(), argv.data());
      _exit(127);
    }
    close(fd);
    AwaitPort(service);
  }
  ~Process() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    unlink(log_.c_str());
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  void AwaitPort(const std::string& service) {
    const std::string key = "\"port\":\"";
    for (const absl::Time end = absl::Now() + absl::Seconds(20); absl::Now() < end;) {
      std::ifstream in(log_);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      const size_t at = text.find(key);
      if (at != std::string::npos && text.find("\"serving\"") != std::string::npos) {
        port_ = std::atoi(text.c_str() + at + key.size());
        return;
      }
      absl::SleepFor(absl::Milliseconds(5));
    }
    ADD_FAILURE() << service << " did not start";
  }

  std::string log_;
  pid_t pid_ = 0;
  int port_ = 0;
};

class KillTest : public ::testing::Test {
 protected:
  KillTest() {
    char directory[] = "/tmp/broadsheet-kill.XXXXXX";
    directory_ = mkdtemp(directory);
    for (testing::TestDatabase* database : {&killed_, &fresh_}) Migrate("query", *database);
    Migrate("storage", killed_);
    storage_ = std::make_unique<Process>("storage", killed_, std::vector<std::string>());
    stub_ = StorageService::NewStub(MakeChannel(storage_->address()));
  }
  ~KillTest() override { std::filesystem::remove_all(directory_); }

  static void Migrate(const std::string& service, const testing::TestDatabase& database) {
    const std::string command =
        absl::StrCat(BROADSHEET_BINARY_DIR, "/", service, " --migrate --database '",
                     database.conninfo(service + "_owner"), "' 2>/dev/null");
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  std::unique_ptr<Process> StartQuery(const testing::TestDatabase& database,
                                      const std::string& data) {
    return std::make_unique<Process>(
        "query", database,
        std::vector<std::string>{"--storage", storage_->address(), "--data_dir",
                                 absl::StrCat(directory_, "/", data)});
  }

  // Writes a batch in which some articles are new, and some have changed.
  article::v1::Cursor WriteBatch(int batch) {
    StorageService::Stub& stub = *stub_;
    storage::v1::BatchWriteArticlesRequest request;
    request.set_request_id(absl::StrCat("batch-", batch));
    for (int i = 0; i < 50; ++i) {
      const int n = i % 5 == 0 ? (batch * 7 + i) % (batch * 40 + 1) : batch * 40 + i;
      auto& write = *request.add_writes();
      write.set_origin("feeds/main");
      write.mutable_observe_time()->set_seconds(1'790'000'000 + batch);
      auto& article = *write.mutable_article();
      article.set_title(absl::StrCat("Headline ", n, " of batch ", batch, " about 深圳"));
      article.set_teaser_html(absl::StrCat("<p>Teaser ", n, "</p>"));
      article.set_body_html(absl::StrCat("<p>Body ", n, " ", batch, "</p>"));
      article.set_body_text(absl::StrCat("Body ", n, " ", batch));
      article.set_language_code(n % 3 == 0 ? "zh-Hant" : "en");
      article.add_tags(absl::StrCat("tag-", n % 9));
      article.mutable_source()->set_site_uri("https://site.example");
      article.set_source_guid(absl::StrCat("guid-", n));
      article.set_canonical_uri(absl::StrCat("https://site.example/", n));
      if (n % 4 == 0) {
        auto& link = *article.add_links();
        link.set_kind(article::v1::ArticleLink::KIND_TRANSLATION_OF);
        link.set_uri(absl::StrCat("https://site.example/", n + 1));
      }
      write.set_observation_digest(Sha256(article.SerializeAsString()));
    }
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    storage::v1::BatchWriteArticlesResponse response;
    EXPECT_OK(FromGrpc(stub.BatchWriteArticles(&context, request, &response)));
    return response.read_after();
  }

  // Waits until lists and searches include `cursor`.
  static void AwaitBoth(const Process& query, const article::v1::Cursor& cursor) {
    const auto stub = v1::QueryService::NewStub(MakeChannel(query.address()));
    v1::ListArticlesRequest request;
    *request.mutable_read_after() = cursor;
    request.mutable_filter()->set_text("headline");
    absl::Status status;
    for (int i = 0; i < 600; ++i) {
      grpc::ClientContext context;
      context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
      v1::ListArticlesResponse response;
      status = FromGrpc(stub->ListArticles(&context, request, &response));
      if (status.ok()) return;
      absl::SleepFor(absl::Milliseconds(100));
    }
    ADD_FAILURE() << status;
  }

  // All rows of the archive, as text.
  static std::vector<std::string> Rows(const testing::TestDatabase& database) {
    constexpr postgres::Statement kRows{"rows", R"sql(
        SELECT row FROM (
          SELECT 'article ' || t::text AS row FROM article AS t
          UNION ALL SELECT 'path ' || t::text FROM article_path AS t
          UNION ALL SELECT 'link ' || t::text FROM article_link AS t
          UNION ALL SELECT 'posting ' || t::text FROM posting AS t
          UNION ALL SELECT 'count ' || term || ' ' || article_count FROM term_count
          UNION ALL SELECT 'months ' || t::text FROM month_count AS t
          UNION ALL SELECT 'entity ' || t::text FROM entity AS t
          UNION ALL SELECT 'category ' || t::text FROM category AS t
          UNION ALL SELECT 'list change ' || t::text FROM list_change AS t
          UNION ALL SELECT 'cursor ' || t::text FROM archive_cursor AS t) AS rows
        ORDER BY row COLLATE "C")sql"};
    const auto pool = database.NewPool("query", 1);
    const auto rows = pool->Query(absl::Now() + absl::Seconds(60), kRows);
    EXPECT_OK(rows);
    std::vector<std::string> texts;
    for (int row = 0; rows.ok() && row < rows->size(); ++row) texts.push_back(rows->String(row, 0));
    return texts;
  }

  std::vector<std::string> Documents(const std::string& data) const {
    return IndexContents(absl::StrCat(directory_, "/", data, "/search"));
  }

  std::string directory_;
  testing::TestDatabase killed_;
  testing::TestDatabase fresh_;
  std::unique_ptr<Process> storage_;
  std::unique_ptr<StorageService::Stub> stub_;
};

TEST_F(KillTest, TwentyKillsWhileItAppliesEqualAFreshRebuild) {
  std::atomic<bool> stop = false;
  article::v1::Cursor last;
  int batches = 0;
  std::thread writer([&] {
    while (!stop) {
      last = WriteBatch(batches++);
      absl::SleepFor(absl::Milliseconds(15));
    }
  });
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    const auto query = StartQuery(killed_, "killed");
    absl::SleepFor(absl::Milliseconds(20 + random() % 230));
  }
  stop = true;
  writer.join();
  const auto killed = StartQuery(killed_, "killed");
  const auto fresh = StartQuery(fresh_, "fresh");
  AwaitBoth(*killed, last);
  AwaitBoth(*fresh, last);

  const std::vector<std::string> rows = Rows(fresh_);
  EXPECT_GT(rows.size(), static_cast<size_t>(batches) * 40 * 6);
  EXPECT_TRUE(Rows(killed_) == rows) << "of " << rows.size() << " rows of the archive";
  const std::vector<std::string> documents = Documents("fresh");
  EXPECT_GT(documents.size(), static_cast<size_t>(batches) * 25);
  EXPECT_TRUE(Documents("killed") == documents) << "of " << documents.size() << " documents";
  RecordProperty("batches", batches);
}

}  // namespace
}  // namespace broadsheet::query

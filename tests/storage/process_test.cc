// Storage as it runs: several processes on one database, and processes that die.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "storage/sql.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using Stub = v1::StorageService::Stub;

// The binary, on a free port.
class StorageProcess {
 public:
  explicit StorageProcess(const testing::TestDatabase& database) {
    char log[] = "/tmp/storage-process.XXXXXX";
    const int fd = mkstemp(log);
    log_ = log;
    const std::string conninfo = database.conninfo("storage");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(fd, STDERR_FILENO);
      execl(BROADSHEET_BINARY_DIR "/storage", "storage", "--database", conninfo.c_str(), "--listen",
            "127.0.0.1:0", "--metrics_listen", "none", nullptr);
      _exit(127);
    }
    close(fd);
    stub_ = v1::StorageService::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", AwaitPort())));
  }
  ~StorageProcess() {
    Kill();
    unlink(log_.c_str());
  }

  void Kill() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

  Stub& stub() { return *stub_; }

 private:
  // The port that its log names.
  int AwaitPort() {
    const std::string key = "\"port\":\"";
    for (const absl::Time end = absl::Now() + absl::Seconds(20); absl::Now() < end;) {
      std::ifstream in(log_);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      const size_t at = text.find(key);
      if (at != std::string::npos && text.find("serving") != std::string::npos) {
        return std::atoi(text.c_str() + at + key.size());
      }
      absl::SleepFor(absl::Milliseconds(20));
    }
    ADD_FAILURE() << "storage did not start";
    return 0;
  }

  pid_t pid_ = 0;
  std::string log_;
  std::unique_ptr<Stub> stub_;
};

class ProcessTest : public ::testing::Test {
 protected:
  ProcessTest() { database_.Migrate("storage", sql::kMigrations); }

  testing::TestDatabase database_;
};

// Reads the log from its beginning until it has seen `count` changes.
std::vector<v1::Change> Tail(Stub& stub, size_t count) {
  std::vector<v1::Change> changes;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  auto stream = stub.WatchChanges(&context, v1::WatchChangesRequest());
  v1::WatchChangesResponse response;
  while (changes.size() < count && stream->Read(&response)) {
    changes.insert(changes.end(), response.changes().begin(), response.changes().end());
  }
  context.TryCancel();
  stream->Finish().error_code();
  return changes;
}

// Half of what a writer writes is the others' too.
v1::BatchWriteArticlesRequest BatchOf(int writer, int batch) {
  v1::BatchWriteArticlesRequest request;
  request.set_request_id(absl::StrCat("writer-", writer, "-", batch));
  for (int i = 0; i < 10; ++i) {
    const bool shared = i % 2 == 0;
    ArticleWrite write = MakeWrite(shared ? absl::StrCat("shared-", batch, "-", i)
                                          : absl::StrCat("own-", writer, "-", batch, "-", i));
    write.set_origin(absl::StrCat("feeds/", writer));
    *request.add_writes() = write;
  }
  return request;
}

TEST_F(ProcessTest, TwoProcessesEightWritersAndATailingReader) {
  constexpr int kWriters = 8;
  constexpr int kBatches = 25;
  constexpr size_t kArticles = kBatches * 5 + kWriters * kBatches * 5;
  StorageProcess one(database_);
  StorageProcess two(database_);
  std::vector<v1::Change> seen;
  std::thread tail([&] { seen = Tail(two.stub(), kArticles); });
  std::vector<std::thread> writers;
  std::atomic<int> failures = 0;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      Stub& stub = w % 2 == 0 ? one.stub() : two.stub();
      for (int b = 0; b < kBatches; ++b) {
        const auto response = CallUnary<v1::BatchWriteArticlesResponse>(
            stub, &Stub::BatchWriteArticles, BatchOf(w, b));
        EXPECT_OK(response);
        if (!response.ok()) ++failures;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  tail.join();
  ASSERT_EQ(failures, 0);
  // The writers say the same of what they share: an article is created once and
  // never revised.
  ASSERT_EQ(seen.size(), kArticles);
  std::set<std::string> guids;
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].cursor().position(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(seen[i].article().revision().kind(), Revision::KIND_CREATED);
    guids.insert(seen[i].article().revision().snapshot().source_guid());
  }
  EXPECT_EQ(guids.size(), kArticles);
}

TEST_F(ProcessTest, KillLosesNothingAcknowledgedAndHalvesNothing) {
  constexpr int kKills = 4;
  auto storage = std::make_unique<StorageProcess>(database_);
  std::map<std::string, int64_t> acknowledged;  // position by name
  int batch = 0;
  for (int k = 0; k < kKills; ++k) {
    std::thread killer([&] {
      absl::SleepFor(absl::Milliseconds(60 + 35 * k));
      storage->Kill();
    });
    while (true) {
      const auto response = CallUnary<v1::BatchWriteArticlesResponse>(
          storage->stub(), &Stub::BatchWriteArticles, BatchOf(0, batch));
      if (!response.ok()) break;
      for (const WriteResult& result : response->results()) {
        acknowledged[result.name()] = result.position();
      }
      ++batch;
    }
    killer.join();
    storage = std::make_unique<StorageProcess>(database_);
    // What was not answered is sent again under the same id.
    ASSERT_OK_AND_ASSIGN(const auto response,
                         CallUnary<v1::BatchWriteArticlesResponse>(
                             storage->stub(), &Stub::BatchWriteArticles, BatchOf(0, batch)));
    for (const WriteResult& result : response.results()) {
      EXPECT_EQ(result.outcome(), article::v1::WRITE_OUTCOME_CREATED);
      acknowledged[result.name()] = result.position();
    }
    ++batch;
  }
  const std::vector<v1::Change> changes = Tail(storage->stub(), batch * 10);
  ASSERT_EQ(changes.size(), size_t(batch) * 10);
  EXPECT_EQ(acknowledged.size(), changes.size());
  for (size_t i = 0; i < changes.size(); ++i) {
    const Article& article = changes[i].article().revision().snapshot();
    EXPECT_EQ(changes[i].cursor().position(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(acknowledged[article.name()], changes[i].cursor().position());
  }
}

}  // namespace
}  // namespace broadsheet::storage

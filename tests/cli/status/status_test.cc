#include <gmock/gmock.h>
#include <httplib.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// web's /healthz on a real port.
class FakeWeb {
 public:
  FakeWeb() {
    server_.Get("/healthz", [this](const httplib::Request&, httplib::Response& response) {
      response.status = status;
      response.set_content(body, "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~FakeWeb() {
    server_.stop();
    thread_.join();
  }
  std::string target() const { return absl::StrCat("127.0.0.1:", port_); }

  int status = 200;
  std::string body =
      R"({"status":"ok","version":"0.1.0","commit":"a9a909f","start_time":"2026-03-20T09:46:00Z"})";

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

class StatusTest : public CommandLine {
 protected:
  StatusTest() {
    services.SetHealthy(true);
    server::v1::ServerInfo server;
    server.set_version("0.1.0");
    server.set_commit("a9a909f");
    server.mutable_start_time()->set_seconds(1'773'990'000);
    auto& ingest = services.ingest.status.responses[0];
    *ingest.mutable_server() = server;
    ingest.set_feed_count(14);
    auto& storage = services.storage.status.responses[0];
    *storage.mutable_server() = server;
    storage.mutable_head()->set_position(20'311);
    storage.mutable_head_time()->set_seconds(1'773'999'000);
    auto& query = services.query.status.responses[0];
    *query.mutable_server() = server;
    query.set_article_count(18'204);
    query.add_projections()->set_name("archive");
    query.add_projections()->set_name("search");
  }

  Result Status(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"status", "--web", web.target()});
    return Run(options);
  }

  // A golden can't know the ports.
  std::string WithoutPorts(const std::string& text) {
    return absl::StrReplaceAll(
        text, {{services.target(), "127.0.0.1:50000"}, {web.target(), "127.0.0.1:50000"}});
  }

  FakeWeb web;
};

TEST_F(StatusTest, ShowsServicesAndArchiveOnOneScreen) {
  width = 100;
  const Result result = Status();
  EXPECT_EQ(result.code, 0) << result.err;
  const std::string text = WithoutPorts(result.out);
  EXPECT_EQ(text, Golden("status.txt", text));
}

TEST_F(StatusTest, ShowsWhatNeedsSomebody) {
  auto& ingest = services.ingest.status.responses[0];
  ingest.set_failing_feed_count(2);
  ingest.set_paused_feed_count(1);
  ingest.set_reject_count(3);
  auto& query = services.query.status.responses[0];
  query.mutable_projections(0)->set_changes_behind(1);
  query.mutable_projections(0)->mutable_lag()->set_seconds(75);
  query.mutable_projections(1)->set_building(true);
  query.mutable_projections(1)->set_changes_behind(20'311);
  query.mutable_projections(1)->mutable_lag()->set_seconds(7'300);
  const std::string text = WithoutPorts(Status().out);
  EXPECT_EQ(text, Golden("status_trouble.txt", text));
}

TEST_F(StatusTest, PrintsAnObjectForEachServiceAsJson) {
  const std::string text = WithoutPorts(Status({"--json"}).out);
  EXPECT_EQ(text, Golden("status.jsonl", text));
}

TEST_F(StatusTest, AsksOnlyForTheHealthOfTheServicesThatAreNamed) {
  const Result result = RunAlone({"status", "query", "--query", services.target()});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, absl::StrCat("query    ", services.target(), "  SERVING\n"));
  EXPECT_TRUE(services.query.status.requests.empty());
  EXPECT_EQ(RunAlone({"status", "mail"}).code, 2);
}

TEST_F(StatusTest, AsksWebToo) {
  EXPECT_EQ(Status({"web"}).out, absl::StrCat("web      ", web.target(), "  SERVING\n"));
  web.status = 503;
  const Result result = Status({"web"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.out, HasSubstr("NOT_SERVING\n"));
  web.status = 404;
  EXPECT_THAT(Status({"web"}).out, HasSubstr("answers /healthz with HTTP 404"));
}

TEST_F(StatusTest, TellsOneThatDoesNotServe) {
  width = 100;
  services.SetHealthy(false);
  const Result result = Status();
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.out, HasSubstr("  NOT_SERVING  0.1.0"));
}

TEST_F(StatusTest, TellsOneThatCannotBeReachedAndShowsTheOthers) {
  const Result result =
      RunAlone({"status", "--ingest", services.target(), "--storage", services.target(), "--query",
                "127.0.0.1:1", "--web", web.target()});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.out, HasSubstr("  UNREACHABLE\n"
                                    "  query at 127.0.0.1:1 can't be reached: Connection"));
  EXPECT_THAT(result.out, HasSubstr("\nlog      ends with change 20311"));
}

TEST_F(StatusTest, ShowsAServiceThatCannotSayMore) {
  services.query.status.error = absl::UnimplementedError("GetStatus");
  services.storage.status.error = absl::UnavailableError("PostgreSQL is away");
  const Result result = Status();
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("  SERVING\n  storage: PostgreSQL is away\nquery"));
}

}  // namespace
}  // namespace broadsheet::cli

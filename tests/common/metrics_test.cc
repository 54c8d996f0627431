#include "common/metrics.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

// A port that was free a moment ago.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return ntohs(address.sin_port);
}

TEST(MetricsTest, EndpointShowsWhatIsCounted) {
  const int port = FreePort();
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Metrics> metrics,
                       Metrics::Create(absl::StrCat("127.0.0.1:", port)));
  auto& family =
      prometheus::BuildCounter().Name("apples_total").Help("Apples.").Register(metrics->registry());
  family.Add({{"kind", "red"}}).Increment(3);
  httplib::Client client("127.0.0.1", port);
  const auto response = client.Get("/metrics");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_NE(response->body.find("apples_total{kind=\"red\"} 3"), std::string::npos)
      << response->body;
}

TEST(MetricsTest, TakenPortIsNamed) {
  const std::string listen = absl::StrCat("127.0.0.1:", FreePort());
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Metrics> first, Metrics::Create(listen));
  EXPECT_THAT(Metrics::Create(listen), IsError(absl::StatusCode::kUnavailable, listen));
}

TEST(MetricsTest, AddressWithoutPortIsNamed) {
  EXPECT_THAT(Metrics::Create("localhost"),
              IsError(absl::StatusCode::kInvalidArgument, "'localhost' is not host:port"));
}

TEST(MetricsTest, HookSetsGaugesBeforeEachScrapeAsLongAsItLives) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Metrics> metrics, Metrics::Create(""));
  auto& gauge =
      prometheus::BuildGauge().Name("looked").Help("Looked.").Register(metrics->registry()).Add({});
  auto hook = metrics->OnScrape([&gauge] { gauge.Increment(); });
  metrics->Scrape();
  EXPECT_NE(metrics->Scrape().find("looked 2"), std::string::npos);
  hook.reset();
  EXPECT_NE(metrics->Scrape().find("looked 2"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet

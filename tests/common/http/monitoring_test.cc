#include "common/http/monitoring.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::http {
namespace {

using ::broadsheet::testing::IsError;

class MonitoringTest : public ::testing::Test {
 protected:
  Metrics metrics_;
  std::unique_ptr<Monitoring> monitoring_ = *Monitoring::Start("127.0.0.1:0", metrics_);
  httplib::Client client_{"127.0.0.1", monitoring_->port()};
};

TEST_F(MonitoringTest, ShowsWhatIsCounted) {
  auto& family =
      prometheus::BuildCounter().Name("apples_total").Help("Apples.").Register(metrics_.registry());
  family.Add({{"kind", "red"}}).Increment(3);
  const auto response = client_.Get("/metrics");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_NE(response->body.find("apples_total{kind=\"red\"} 3"), std::string::npos)
      << response->body;
  EXPECT_NE(response->body.find("broadsheet_exceptions_total"), std::string::npos);
}

TEST_F(MonitoringTest, TellsWhetherTheProcessServes) {
  EXPECT_EQ(client_.Get("/readyz")->status, 503);
  EXPECT_EQ(client_.Get("/readyz")->body, "starting\n");
  EXPECT_EQ(client_.Get("/livez")->status, 200);
  monitoring_->SetReady();
  EXPECT_EQ(client_.Get("/readyz")->status, 200);
  monitoring_->SetNotReady("draining");
  EXPECT_EQ(client_.Get("/readyz")->body, "draining\n");
  EXPECT_EQ(client_.Get("/livez")->status, 200);
}

TEST_F(MonitoringTest, HasNothingElse) {
  EXPECT_EQ(client_.Get("/")->status, 404);
  EXPECT_EQ(client_.Post("/metrics", "a", "text/plain")->status, 405);
}

TEST_F(MonitoringTest, TakenPortIsNamed) {
  const std::string listen = absl::StrCat("127.0.0.1:", monitoring_->port());
  EXPECT_THAT(Monitoring::Start(listen, metrics_), IsError(absl::StatusCode::kUnavailable, listen));
}

TEST_F(MonitoringTest, AddressWithoutPortIsNamed) {
  EXPECT_THAT(Monitoring::Start("localhost", metrics_),
              IsError(absl::StatusCode::kInvalidArgument,
                      "--metrics_listen: 'localhost' is not host:port"));
}

}  // namespace
}  // namespace broadsheet::http

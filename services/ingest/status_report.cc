#include "ingest/status_report.h"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "absl/time/clock.h"
#include "common/server_info.h"
#include "common/status.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

// A scrape waits no longer for PostgreSQL.
constexpr absl::Duration kScrapeTimeout = absl::Seconds(1);

}  // namespace

struct StatusReport::Gauges {
  explicit Gauges(prometheus::Registry& registry)
      : feeds(prometheus::BuildGauge()
                  .Name("broadsheet_feeds")
                  .Help("Feeds, by whether their last poll was fine (state: ok, failing, paused, "
                        "set_aside, retired).")
                  .Register(registry)),
        rejects(prometheus::BuildGauge()
                    .Name("broadsheet_rejects")
                    .Help("Rejects that wait in quarantine.")
                    .Register(registry)
                    .Add({})),
        reject_bytes(prometheus::BuildGauge()
                         .Name("broadsheet_reject_bytes")
                         .Help("Bytes that the quarantine takes on disk.")
                         .Register(registry)
                         .Add({})),
        kept_bytes(prometheus::BuildGauge()
                       .Name("broadsheet_kept_fetch_bytes")
                       .Help("Bytes on disk of the documents that are kept as they were fetched.")
                       .Register(registry)
                       .Add({})) {}

  prometheus::Family<prometheus::Gauge>& feeds;
  prometheus::Gauge& rejects;
  prometheus::Gauge& reject_bytes;
  prometheus::Gauge& kept_bytes;
};

StatusReport::StatusReport(postgres::Pool& pool, Metrics& metrics)
    : pool_(pool),
      gauges_(std::make_unique<Gauges>(metrics.registry())),
      hook_(metrics.OnScrape([this] { Refresh(); })) {}

StatusReport::~StatusReport() = default;

absl::StatusOr<v1::GetStatusResponse> StatusReport::Get(absl::Time deadline) {
  ASSIGN_OR_RETURN(const postgres::Rows rows, pool_.Query(deadline, sql::kCountWork));
  v1::GetStatusResponse response;
  *response.mutable_server() = DescribeServer();
  response.set_feed_count(rows.Int(0, 0));
  response.set_failing_feed_count(rows.Int(0, 1));
  response.set_paused_feed_count(rows.Int(0, 2));
  response.set_set_aside_feed_count(rows.Int(0, 3));
  response.set_reject_count(rows.Int(0, 4));
  response.set_reject_bytes(rows.Int(0, 5));
  response.set_retired_feed_count(rows.Int(0, 6));
  response.set_kept_fetch_count(rows.Int(0, 7));
  response.set_kept_fetch_bytes(rows.Int(0, 8));
  return response;
}

void StatusReport::Refresh() {
  const absl::StatusOr<v1::GetStatusResponse> status = Get(absl::Now() + kScrapeTimeout);
  // Without PostgreSQL the gauges stay as they were.
  if (!status.ok()) return;
  const int64_t failing = status->failing_feed_count();
  const int64_t paused = status->paused_feed_count();
  const int64_t set_aside = status->set_aside_feed_count();
  const int64_t retired = status->retired_feed_count();
  const int64_t fine = status->feed_count() - failing - paused - set_aside - retired;
  gauges_->feeds.Add({{"state", "ok"}}).Set(static_cast<double>(fine));
  gauges_->feeds.Add({{"state", "failing"}}).Set(static_cast<double>(failing));
  gauges_->feeds.Add({{"state", "paused"}}).Set(static_cast<double>(paused));
  gauges_->feeds.Add({{"state", "set_aside"}}).Set(static_cast<double>(set_aside));
  gauges_->feeds.Add({{"state", "retired"}}).Set(static_cast<double>(retired));
  gauges_->rejects.Set(static_cast<double>(status->reject_count()));
  gauges_->reject_bytes.Set(static_cast<double>(status->reject_bytes()));
  gauges_->kept_bytes.Set(static_cast<double>(status->kept_fetch_bytes()));
}

}  // namespace broadsheet::ingest

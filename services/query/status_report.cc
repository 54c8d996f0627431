#include "query/status_report.h"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <string>

#include "absl/time/clock.h"
#include "common/server_info.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

// A scrape waits no longer for PostgreSQL.
constexpr absl::Duration kScrapeTimeout = absl::Seconds(1);

void Describe(const std::string& name, const CursorGate::Progress& progress, bool building,
              v1::ProjectionStatus* status) {
  status->set_name(name);
  if (progress.seen.position() > 0) *status->mutable_cursor() = progress.seen;
  status->set_changes_behind(progress.changes_behind());
  const int64_t nanos = absl::ToInt64Nanoseconds(progress.lag);
  status->mutable_lag()->set_seconds(nanos / 1'000'000'000);
  status->mutable_lag()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  status->set_building(building);
}

}  // namespace

struct StatusReport::Gauges {
  explicit Gauges(prometheus::Registry& registry)
      : articles(prometheus::BuildGauge()
                     .Name("broadsheet_archive_articles")
                     .Help("Articles that the archive lists.")
                     .Register(registry)
                     .Add({})),
        behind(prometheus::BuildGauge()
                   .Name("broadsheet_projection_changes_behind")
                   .Help("Changes of the log that the projection has not followed yet.")
                   .Register(registry)),
        lag(prometheus::BuildGauge()
                .Name("broadsheet_projection_lag_seconds")
                .Help("For how long readers have not seen all of the log; 0 where they do.")
                .Register(registry)) {}

  prometheus::Gauge& articles;
  prometheus::Family<prometheus::Gauge>& behind;
  prometheus::Family<prometheus::Gauge>& lag;
};

StatusReport::StatusReport(const Archive& archive, const CursorGate& archive_gate,
                           const SearchIndex& index, const CursorGate& search_gate,
                           Metrics& metrics)
    : archive_(archive),
      archive_gate_(archive_gate),
      index_(index),
      search_gate_(search_gate),
      gauges_(std::make_unique<Gauges>(metrics.registry())),
      hook_(metrics.OnScrape([this] { Refresh(); })) {}

StatusReport::~StatusReport() = default;

absl::StatusOr<v1::GetStatusResponse> StatusReport::Get(absl::Time deadline) const {
  v1::GetStatusResponse response;
  *response.mutable_server() = DescribeServer();
  ASSIGN_OR_RETURN(const int64_t articles, archive_.CountArticles(deadline));
  response.set_article_count(articles);
  const CursorGate::Progress archive = archive_gate_.progress();
  const CursorGate::Progress search = search_gate_.progress();
  *response.mutable_head() =
      archive.head.position() >= search.head.position() ? archive.head : search.head;
  Describe("archive", archive, /*building=*/false, response.add_projections());
  Describe("search", search, !index_.is_built(), response.add_projections());
  return response;
}

void StatusReport::Refresh() {
  const absl::StatusOr<v1::GetStatusResponse> status = Get(absl::Now() + kScrapeTimeout);
  // Without PostgreSQL the gauges stay as they were.
  if (!status.ok()) return;
  gauges_->articles.Set(static_cast<double>(status->article_count()));
  for (const v1::ProjectionStatus& projection : status->projections()) {
    const prometheus::Labels labels = {{"projection", projection.name()}};
    gauges_->behind.Add(labels).Set(static_cast<double>(projection.changes_behind()));
    gauges_->lag.Add(labels).Set(static_cast<double>(projection.lag().seconds()) +
                                 projection.lag().nanos() / 1e9);
  }
}

}  // namespace broadsheet::query

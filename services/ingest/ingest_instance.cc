#include "ingest/ingest_instance.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/status.h"
#include "ingest/crawl/feed_archive.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/crawl/page_fetcher.h"
#include "ingest/crawl/sitemap_crawl.h"
#include "ingest/deliver/intake.h"
#include "ingest/deliver/storage_client.h"
#include "ingest/editor.h"
#include "ingest/feeds/feed_discovery.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/feeds/feed_schedule.h"
#include "ingest/feeds/hub_deliveries.h"
#include "ingest/imports/importer.h"
#include "ingest/ingest_service.h"
#include "ingest/parser/gazetteer_file.h"
#include "ingest/parser/parser.h"
#include "ingest/parser/parser_pool.h"
#include "ingest/push.h"
#include "ingest/quarantine/quarantine.h"
#include "ingest/redact/redaction_log.h"
#include "ingest/reparse.h"
#include "ingest/retry.h"
#include "ingest/status_report.h"
#include "ingest/websub/notifications.h"

namespace broadsheet::ingest {
namespace {

absl::Status CheckCap(const QuarantineCap::Options& options) {
  // An origin's quarter has to hold some of the largest rejects.
  if (options.max_bytes < int64_t{64} << 20) {
    return absl::InvalidArgumentError("--quarantine_mib: is below 64");
  }
  if (options.max_age < absl::Hours(1)) {
    return absl::InvalidArgumentError("--quarantine_max_age: is below 1h");
  }
  return absl::OkStatus();
}

absl::Status CheckKept(const KeptFetches::Options& options) {
  if (options.max_bytes < int64_t{64} << 20) {
    return absl::InvalidArgumentError("--keep_fetches_mib: is below 64");
  }
  if (options.max_age < absl::ZeroDuration()) {
    return absl::InvalidArgumentError("--keep_fetches: is negative");
  }
  return absl::OkStatus();
}

absl::Status CheckHubInterval(absl::Duration interval) {
  if (interval >= kShortestInterval && interval <= absl::Hours(24 * 7)) return absl::OkStatus();
  return absl::InvalidArgumentError("--websub_poll_interval: is not between 5 minutes and 7 days");
}

Poller::Options PollerOptions(const IngestOptions& options) {
  Poller::Options poller = options.poller;
  if (!options.websub.callback_uri.empty()) poller.hub_interval = options.hub_interval;
  return poller;
}

class IngestInstance final : public ServiceInstance {
 public:
  IngestInstance(const IngestOptions& options, const std::shared_ptr<grpc::Channel>& storage,
                 std::unique_ptr<GazetteerFile> gazetteer, std::unique_ptr<ParserPool> parsers,
                 ServiceEnvironment& environment)
      : gazetteer_(std::move(gazetteer)),
        parsers_(std::move(parsers)),
        parser_(*parsers_),
        storage_(storage),
        kept_(options.kept, environment.pool, environment.metrics),
        quarantine_(options.quarantine, environment.pool, environment.metrics),
        intake_(parser_, storage_, quarantine_, environment.metrics),
        http_(options.http),
        pages_(http_, parser_, options.host_interval),
        attempts_(options.attempts, environment.pool, environment.metrics),
        crawler_(pages_, parser_, intake_, attempts_, kept_),
        archive_(crawler_, options.max_archive_pages),
        sitemaps_(crawler_, options.max_sitemap_pages),
        feeds_(environment.pool),
        discovery_(pages_, parser_, feeds_),
        leases_(environment.pool, options.feed_lease),
        notifications_(environment.pool),
        deliveries_(notifications_, crawler_, leases_, environment.metrics),
        reader_(leases_, attempts_, http_, crawler_, archive_, sitemaps_, deliveries_),
        poller_(PollerOptions(options), leases_, attempts_, reader_, environment.metrics),
        push_(intake_),
        importer_(intake_, feeds_),
        redactions_(options.redactions, environment.pool, storage_),
        editor_(parser_, storage_, redactions_),
        retry_(quarantine_, intake_, crawler_, attempts_),
        reparse_(kept_, intake_, storage_, feeds_, leases_),
        status_(environment.pool, environment.metrics),
        service_({push_, editor_, feeds_, discovery_, poller_, crawler_, importer_, quarantine_,
                  retry_, reparse_, status_},
                 environment.rpc()) {}

  // Has hubs answered, where they are to be.
  absl::Status ServeHubs(const WebSub::Options& options, ServiceEnvironment& environment) {
    ASSIGN_OR_RETURN(websub_, WebSub::Make(options, environment.pool, http_, environment.metrics));
    return absl::OkStatus();
  }

  std::vector<grpc::Service*> grpc_services() override { return {&service_}; }
  std::vector<Dependency> dependencies() override {
    return {{"storage", [this](absl::Time deadline) { return storage_.Check(deadline); }}};
  }
  void Start() override {
    poller_.Start();
    if (websub_ != nullptr) websub_->Start();
    redactions_.Start();
  }
  void Reload() override { gazetteer_->Reload(*parsers_); }
  void Drain() override {
    service_.Drain();
    if (websub_ != nullptr) websub_->Drain();
    poller_.Drain();
    redactions_.Drain();
  }

 private:
  const std::unique_ptr<GazetteerFile> gazetteer_;
  const std::unique_ptr<ParserPool> parsers_;
  Parser parser_;
  StorageClient storage_;
  KeptFetches kept_;
  Quarantine quarantine_;
  Intake intake_;
  HttpFetcher http_;
  PageFetcher pages_;
  Attempts attempts_;
  PageCrawler crawler_;
  FeedArchive archive_;
  SitemapCrawl sitemaps_;
  FeedRegistry feeds_;
  FeedDiscovery discovery_;
  FeedLeases leases_;
  Notifications notifications_;
  HubDeliveries deliveries_;
  FeedReader reader_;
  Poller poller_;
  Push push_;
  Importer importer_;
  RedactionLog redactions_;
  Editor editor_;
  Retry retry_;
  Reparse reparse_;
  StatusReport status_;
  IngestService service_;
  // Null where it is off.
  std::unique_ptr<WebSub> websub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ServiceInstance>> MakeIngest(const IngestOptions& options,
                                                            ServiceEnvironment& environment) {
  RETURN_IF_ERROR(CheckCap(options.quarantine));
  RETURN_IF_ERROR(CheckKept(options.kept));
  RETURN_IF_ERROR(CheckHubInterval(options.hub_interval));
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> storage,
                   OpenChannel(options.storage, options.token_file, options.tls));
  auto gazetteer = std::make_unique<GazetteerFile>(options.gazetteer_file, environment.metrics);
  ASSIGN_OR_RETURN(std::string text, gazetteer->Load());
  ASSIGN_OR_RETURN(std::unique_ptr<ParserPool> parsers,
                   ParserPool::Start(options.parsers, std::move(text), environment.metrics));
  auto instance = std::make_unique<IngestInstance>(options, storage, std::move(gazetteer),
                                                   std::move(parsers), environment);
  RETURN_IF_ERROR(instance->ServeHubs(options.websub, environment));
  return instance;
}

}  // namespace broadsheet::ingest

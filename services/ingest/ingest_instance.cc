#include "ingest/ingest_instance.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/status.h"
#include "ingest/default_gazetteer.h"
#include "ingest/editor.h"
#include "ingest/feed_registry.h"
#include "ingest/gazetteer.h"
#include "ingest/importer.h"
#include "ingest/ingest_service.h"
#include "ingest/intake.h"
#include "ingest/page_crawler.h"
#include "ingest/page_fetcher.h"
#include "ingest/push.h"
#include "ingest/quarantine.h"
#include "ingest/retry.h"
#include "ingest/status_report.h"
#include "ingest/storage_client.h"

namespace broadsheet::ingest {
namespace {

absl::StatusOr<Gazetteer> LoadGazetteer(const std::string& file) {
  if (file.empty()) return Gazetteer::Parse(kDefaultGazetteer);
  std::ifstream in(file, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("--gazetteer: can't read ", file));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  absl::StatusOr<Gazetteer> gazetteer = Gazetteer::Parse(text);
  if (!gazetteer.ok()) return Annotate(gazetteer.status(), absl::StrCat("--gazetteer: ", file));
  return gazetteer;
}

class IngestInstance final : public ServiceInstance {
 public:
  IngestInstance(const IngestOptions& options, Gazetteer gazetteer, ServiceEnvironment& environment)
      : gazetteer_(std::move(gazetteer)),
        storage_(MakeChannel(options.storage)),
        quarantine_(environment.pool),
        intake_(gazetteer_, storage_, quarantine_, environment.metrics),
        http_(options.http),
        pages_(http_, options.host_interval),
        crawler_(pages_, intake_),
        feeds_(environment.pool, options.feed_lease),
        poller_(options.poller, feeds_, http_, crawler_, environment.metrics),
        push_(intake_),
        importer_(intake_),
        editor_(gazetteer_, storage_),
        retry_(quarantine_, intake_, crawler_),
        status_(environment.pool, environment.metrics),
        service_(
            {push_, editor_, feeds_, poller_, crawler_, importer_, quarantine_, retry_, status_},
            environment.metrics) {}

  std::vector<grpc::Service*> grpc_services() override { return {&service_}; }
  void Start() override { poller_.Start(); }
  void Drain() override {
    service_.Drain();
    poller_.Drain();
  }

 private:
  const Gazetteer gazetteer_;
  StorageClient storage_;
  Quarantine quarantine_;
  Intake intake_;
  HttpFetcher http_;
  PageFetcher pages_;
  PageCrawler crawler_;
  FeedRegistry feeds_;
  Poller poller_;
  Push push_;
  Importer importer_;
  Editor editor_;
  Retry retry_;
  StatusReport status_;
  IngestService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ServiceInstance>> MakeIngest(const IngestOptions& options,
                                                            ServiceEnvironment& environment) {
  ASSIGN_OR_RETURN(Gazetteer gazetteer, LoadGazetteer(options.gazetteer_file));
  return std::make_unique<IngestInstance>(options, std::move(gazetteer), environment);
}

}  // namespace broadsheet::ingest

#include "query/query_instance.h"

#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/gazetteer/gazetteer_text.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/status.h"
#include "query/archive_projection.h"
#include "query/projector.h"
#include "query/query_service.h"
#include "query/related_reader.h"
#include "query/search/entity_names.h"
#include "query/search/index.h"
#include "query/status_report.h"

namespace broadsheet::query {
namespace {

class QueryInstance final : public ServiceInstance {
 public:
  QueryInstance(const QueryOptions& options, const std::shared_ptr<grpc::Channel>& storage,
                std::vector<std::string> page_token_keys, std::unique_ptr<SearchIndex> index,
                ServiceEnvironment& environment)
      : storage_(storage::v1::StorageService::NewStub(storage)),
        answers_(options.answer_cache_bytes, environment.metrics),
        archive_projection_(environment.pool, &answers_, options.watch_retention),
        list_log_(environment.pool, &answers_),
        list_feed_(list_log_),
        archive_projector_({}, archive_projection_, *storage_, archive_gate_),
        index_(std::move(index)),
        search_projector_({}, *index_, *storage_, search_gate_),
        archive_(environment.pool),
        keys_(std::move(page_token_keys), archive_),
        read_after_(*storage_),
        searcher_(*index_, search_gate_, keys_, read_after_),
        reader_(archive_, archive_gate_, keys_, searcher_, read_after_, answers_, *storage_),
        related_(archive_, archive_gate_, *index_, searcher_, read_after_, answers_),
        status_(archive_, archive_gate_, *index_, search_gate_, environment.metrics),
        service_(reader_, searcher_, related_, answers_, status_,
                 {list_log_, list_feed_, keys_, *storage_, options.watch_heartbeat},
                 environment.rpc()) {
    archive_gate_.OnMove([this](const article::v1::Cursor& cursor) {
      answers_.MovedTo(cursor);
      list_feed_.Wake();
    });
    search_gate_.OnMove(
        [this](const article::v1::Cursor&) { answers_.Touch({kSearchCollection}); });
  }

  std::vector<grpc::Service*> grpc_services() override { return {&service_}; }
  std::vector<Dependency> dependencies() override {
    return {{"storage", [this](absl::Time deadline) { return CheckStorage(deadline); }},
            {"search", [this](absl::Time) {
               return index_->is_built() ? absl::OkStatus()
                                         : absl::UnavailableError("the index is being built");
             }}};
  }
  void Start() override {
    archive_projector_.Start();
    search_projector_.Start();
  }
  void Drain() override {
    archive_gate_.Close();
    search_gate_.Close();
    service_.Drain();
    archive_projector_.Stop();
    search_projector_.Stop();
  }

 private:
  absl::Status CheckStorage(absl::Time deadline) {
    storage::v1::GetStatusResponse response;
    const auto context = ContextFor(BackgroundCall("health", deadline - absl::Now()));
    return FromGrpc(storage_->GetStatus(context.get(), {}, &response));
  }

  const std::unique_ptr<storage::v1::StorageService::StubInterface> storage_;
  AnswerCache answers_;
  CursorGate archive_gate_{"archive"};
  ArchiveProjection archive_projection_;
  const ListLog list_log_;
  ListFeed list_feed_;
  Projector archive_projector_;
  CursorGate search_gate_{"search index"};
  const std::unique_ptr<SearchIndex> index_;
  Projector search_projector_;
  const Archive archive_;
  PageTokenKeys keys_;
  ReadAfter read_after_;
  const Searcher searcher_;
  const ArticleReader reader_;
  const RelatedReader related_;
  const StatusReport status_;
  QueryService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ServiceInstance>> MakeQueryInstance(
    const QueryOptions& options, ServiceEnvironment& environment) {
  ASSIGN_OR_RETURN(const std::string gazetteer, ReadGazetteer(options.gazetteer_file));
  std::vector<std::string> keys;
  if (!options.page_token_keys_file.empty()) {
    ASSIGN_OR_RETURN(keys, ReadPageTokenKeys(options.page_token_keys_file));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> storage,
                   OpenChannel(options.storage, options.token_file, options.tls));
  ASSIGN_OR_RETURN(std::unique_ptr<SearchIndex> index,
                   SearchIndex::Open(options.data_dir + "/search", ParseEntityNames(gazetteer)));
  return std::make_unique<QueryInstance>(options, storage, std::move(keys), std::move(index),
                                         environment);
}

}  // namespace broadsheet::query

// What was fetched and is kept, read again.
#pragma once

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/deliver/intake.h"
#include "ingest/deliver/storage_client.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/keep/kept_fetches.h"

namespace broadsheet::ingest {

// Thread-safe.
class Reparse {
 public:
  // All must outlive it.
  Reparse(KeptFetches& kept, Intake& intake, StorageClient& storage, FeedRegistry& feeds,
          FeedLeases& leases)
      : kept_(kept), intake_(intake), storage_(storage), feeds_(feeds), leases_(leases) {}

  // The RPC. INVALID_ARGUMENT names the field. Of an entry that several documents have, the
  // one in which it was seen last counts. A feed's settings are those that it has now, or
  // as long as it is there.
  absl::StatusOr<v1::ReparseFetchesResponse> ReparseFetches(
      const Call& call, const v1::ReparseFetchesRequest& request);

 private:
  absl::Status ReadOne(const Call& call, const std::string& id, bool dry_run,
                       v1::ReparseFetchesResponse* response);
  absl::StatusOr<IntakeReport> Take(const Call& call, const KeptFetch& kept, Rereading* rereading);
  absl::Status Compare(const Call& call, const KeptFetch& kept, const Rereading& rereading,
                       v1::ReparseFetchesResponse* response);

  KeptFetches& kept_;
  Intake& intake_;
  StorageClient& storage_;
  FeedRegistry& feeds_;
  FeedLeases& leases_;
};

}  // namespace broadsheet::ingest

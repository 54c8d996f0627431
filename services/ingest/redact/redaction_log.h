// Follows storage's change log for what is redacted.
#pragma once

#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"
#include "common/rpc/call.h"
#include "ingest/deliver/storage_client.h"

namespace broadsheet::ingest {

// From the log's first change on, by one instance at a time, and each page of it together
// with what it purges: whatever was redacted while no ingest ran is purged later. Thread-safe.
class RedactionLog {
 public:
  struct Options {
    absl::Duration look_every = absl::Seconds(5);
  };

  // All must outlive it.
  RedactionLog(const Options& options, postgres::Pool& pool, StorageClient& storage);
  // As Drain().
  ~RedactionLog();

  void Start();
  void Drain();

  // Notes what the article is told by, as long as storage still knows. To be called before a
  // redaction; one that does not come is forgotten.
  absl::Status Expect(const Call& call, const std::string& article_name);

  // Purges rejects from a site, whatever they are about.
  absl::Status PurgeSite(absl::Time deadline, const std::string& site_uri);

  // Follows the log up to `position`, or longer. DEADLINE_EXCEEDED where the call's time is
  // over first.
  absl::Status CatchUp(const Call& call, int64_t position);

 private:
  struct Page;

  void Run();
  // Reads on, and answers where the log is read up to; where another instance does, waits.
  absl::StatusOr<int64_t> ReadPage(const Call& call, bool* at_head);
  absl::Status Purge(const Call& call, postgres::Transaction& tx, const Page& page);

  const Options options_;
  postgres::Pool& pool_;
  StorageClient& storage_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace broadsheet::ingest

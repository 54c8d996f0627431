// A second chance for what is in quarantine.
#pragma once

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/deliver/intake.h"
#include "ingest/quarantine/attempts.h"
#include "ingest/quarantine/quarantine.h"

namespace broadsheet::ingest {

// Thread-safe.
class Retry {
 public:
  // All must outlive it.
  Retry(Quarantine& quarantine, Intake& intake, PageCrawler& crawler, Attempts& attempts)
      : quarantine_(quarantine), intake_(intake), crawler_(crawler), attempts_(attempts) {}

  // FAILED_PRECONDITION where only a part of the bytes was kept. What could not be
  // fetched is fetched again. Errors besides are those of Attempts::Begin().
  absl::StatusOr<v1::RetryRejectResponse> RetryReject(const Call& call,
                                                      const v1::RetryRejectRequest& request);

 private:
  absl::StatusOr<IntakeReport> Take(const Call& call, Attempt& attempt, const KeptReject& kept);

  Quarantine& quarantine_;
  Intake& intake_;
  PageCrawler& crawler_;
  Attempts& attempts_;
};

}  // namespace broadsheet::ingest

// What came in and could not be taken, in PostgreSQL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/ingest/v1/reject.pb.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"
#include "ingest/quarantine/quarantine_cap.h"

namespace broadsheet::ingest {

// Something to keep.
struct Rejected {
  std::string origin;
  std::string uri;
  std::string entry;
  v1::Reject::Step step = v1::Reject::STEP_UNSPECIFIED;
  absl::Status reason;
  std::string media_type;
  std::string raw;
  // What reading `raw` again needs to know: what its document said of the source,
  // and the settings that it was read under.
  article::v1::Source source;
  v1::Feed settings;
  // How many bytes came, where `raw` is but their beginning; else 0.
  int64_t raw_size = 0;
  // What ties it to articles (keep/entry_keys.h); empty where it is not known which.
  std::vector<std::string> keys;
};

// Something kept, as it is read back.
struct KeptReject {
  v1::Reject reject;
  article::v1::Source source;
  v1::Feed settings;

  // Whether all bytes were kept.
  bool whole() const { return static_cast<int64_t>(reject.raw().size()) == reject.raw_size(); }
};

// Thread-safe. Errors besides those named are those of postgres::Pool.
class Quarantine {
 public:
  // Both must outlive it.
  Quarantine(const QuarantineCap::Options& options, postgres::Pool& pool, Metrics& metrics)
      : pool_(pool), cap_(options, pool, metrics) {}

  // Keeps all in one transaction and answers their names, `rejects/{id}`. What is
  // kept already (same origin, URI, entry and bytes) is counted there. Of more
  // than 4 MiB the beginning is kept; of an article that was redacted, nothing but that it
  // came.
  absl::StatusOr<std::vector<std::string>> Keep(absl::Time deadline,
                                                const std::vector<Rejected>& rejects);

  absl::StatusOr<v1::ListRejectsResponse> List(absl::Time deadline,
                                               const v1::ListRejectsRequest& request);
  absl::StatusOr<v1::Reject> GetReject(absl::Time deadline, const v1::GetRejectRequest& request);
  // NOT_FOUND; `name` is `rejects/{id}`.
  absl::StatusOr<KeptReject> Get(absl::Time deadline, const std::string& name);
  absl::Status Delete(absl::Time deadline, const std::string& name);

 private:
  postgres::Pool& pool_;
  QuarantineCap cap_;
};

}  // namespace broadsheet::ingest

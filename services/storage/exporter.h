// The record as lines for another installation.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Thread-safe.
class Exporter {
 public:
  explicit Exporter(postgres::Pool& pool) : pool_(pool) {}

  // The next page; some 3 MiB of it and of articles are in memory. INVALID_ARGUMENT that blames
  // the field, or the errors of postgres::Pool.
  absl::StatusOr<v1::ExportArticlesResponse> Export(absl::Time deadline,
                                                    const v1::ExportArticlesRequest& request);

 private:
  postgres::Pool& pool_;
};

}  // namespace broadsheet::storage

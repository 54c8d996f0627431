// The shelves that articles are filed under.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/postgres/pool.h"
#include "storage/change_log.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Thread-safe. Errors are those of postgres::Pool besides those named.
class Categories {
 public:
  Categories(postgres::Pool& pool, ChangeLog& log, Head& head, const Clock& clock)
      : pool_(pool), log_(log), head_(head), clock_(clock) {}

  // Creates or changes a category; a change of the log where that makes a
  // difference. INVALID_ARGUMENT for a malformed name or a missing title,
  // FAILED_PRECONDITION for a parent that does not exist or is below it.
  absl::StatusOr<v1::UpsertCategoryResponse> Upsert(absl::Time deadline,
                                                    const v1::UpsertCategoryRequest& request);

  // All, by name.
  absl::StatusOr<v1::ListCategoriesResponse> List(absl::Time deadline);

 private:
  postgres::Pool& pool_;
  ChangeLog& log_;
  Head& head_;
  const Clock& clock_;
};

}  // namespace broadsheet::storage

// The shelves that articles are filed under.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Thread-safe. Errors are those of postgres::Pool and Recorder besides those named.
class Categories {
 public:
  Categories(postgres::Pool& pool, Recorder& recorder) : pool_(pool), recorder_(recorder) {}

  // Creates or changes a category; a change of the log where that makes a
  // difference. INVALID_ARGUMENT for a malformed name or a missing title,
  // FAILED_PRECONDITION for a parent that does not exist or is below it.
  absl::StatusOr<v1::UpsertCategoryResponse> Upsert(absl::Time deadline,
                                                    const v1::UpsertCategoryRequest& request);

  // All, by name.
  absl::StatusOr<v1::ListCategoriesResponse> List(absl::Time deadline);

 private:
  postgres::Pool& pool_;
  Recorder& recorder_;
};

}  // namespace broadsheet::storage

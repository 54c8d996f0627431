// What an edit by hand makes of an article.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "ingest/prepare/gazetteer.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT where the mask is empty, or names what can't be edited.
absl::Status CheckEdit(const v1::EditArticleRequest& request);

// The update of storage's that `request`, which was checked, comes to on an article
// that is `held`, with the etag of `held` unless the request has one: the masked
// fields in their normal form, and what is derived from the text as it is then. A
// teaser, language, link or image that is derived follows the text; emptied by the
// edit, it is derived from now on. INVALID_ARGUMENT names the field that has no normal
// form. Thread-safe.
absl::StatusOr<storage::v1::UpdateArticleRequest> ApplyEdit(const article::v1::Article& held,
                                                            const v1::EditArticleRequest& request,
                                                            const Gazetteer& gazetteer,
                                                            absl::Time now);

}  // namespace broadsheet::ingest

// What is kept of a delivery, or an entry of it, that could not be taken.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/ingest/v1/reject.pb.h"
#include "ingest/deliver/delivery.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/material.h"
#include "ingest/quarantine/quarantine.h"

namespace broadsheet::ingest {

// All here is thread-safe.

// "feeds/018f…" -> "feeds": what metrics tell apart.
std::string OriginKind(const std::string& origin);

// All that came, without its bytes. A page is tied to the article that it is of; what a
// whole feed is about nobody knows.
Rejected RejectedBytes(const Delivery& delivery, const Material& material, v1::Reject::Step step,
                       const absl::Status& reason);

// An entry of which these remains are left: tied to its article by its source's words, and by
// what was made of them (null: nothing was).
Rejected RejectedEntry(const Delivery& delivery, const Material& material,
                       const article::v1::Article* prepared, v1::Reject::Step step,
                       const absl::Status& reason, Entry remains);

}  // namespace broadsheet::ingest

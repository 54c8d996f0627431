// One entry on its way in: normalise -> enrich -> validate.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/reject.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/gazetteer.h"
#include "ingest/prepare/normalise.h"

namespace broadsheet::ingest {

struct PipelineContext {
  // "feeds/{id}", "pages", "push/{caller}", "imports/{source}".
  std::string origin;
  absl::Time observed;
  // Not owned.
  const Gazetteer* gazetteer = nullptr;
  NormaliseRules rules;
  bool allow_undelete = false;
};

struct PreparedEntry {
  // Ready for storage.
  storage::v1::ArticleWrite write;
  // The categories of the article, with titles; they may be new to the archive.
  std::vector<article::v1::Category> categories;
};

// Sets the entities that the title and the text of `article` name. Thread-safe.
void SetMentions(const Gazetteer& gazetteer, article::v1::Article* article);

// What storage is to write for `entry`. An error is INVALID_ARGUMENT, blames the
// field, and FailedStep() tells where it came up. Deterministic; thread-safe.
absl::StatusOr<PreparedEntry> Prepare(const Entry& entry, const PipelineContext& context);

// The step of the pipeline that refused an entry; STEP_PARSE where it never
// reached Prepare().
v1::Reject::Step FailedStep(const absl::Status& status);

}  // namespace broadsheet::ingest

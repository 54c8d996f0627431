#include "ingest/deliver/counts.h"

namespace broadsheet::ingest {

using article::v1::WriteOutcome;

void Count(WriteOutcome outcome, v1::IngestCounts* counts) {
  switch (outcome) {
    case WriteOutcome::WRITE_OUTCOME_CREATED:
      return counts->set_created(counts->created() + 1);
    case WriteOutcome::WRITE_OUTCOME_REVISED:
      return counts->set_revised(counts->revised() + 1);
    case WriteOutcome::WRITE_OUTCOME_UNCHANGED:
      return counts->set_unchanged(counts->unchanged() + 1);
    case WriteOutcome::WRITE_OUTCOME_STALE:
      return counts->set_stale(counts->stale() + 1);
    case WriteOutcome::WRITE_OUTCOME_SUPPRESSED:
      return counts->set_suppressed(counts->suppressed() + 1);
    default:
      return counts->set_rejected(counts->rejected() + 1);
  }
}

void CountLeftOut(const std::string& kind, int64_t number, v1::IngestCounts* counts) {
  if (number == 0) return;
  counts->set_skipped(counts->skipped() + number);
  (*counts->mutable_skipped_kinds())[kind] += number;
}

void AddCounts(const v1::IngestCounts& more, v1::IngestCounts* counts) {
  counts->set_created(counts->created() + more.created());
  counts->set_revised(counts->revised() + more.revised());
  counts->set_unchanged(counts->unchanged() + more.unchanged());
  counts->set_stale(counts->stale() + more.stale());
  counts->set_suppressed(counts->suppressed() + more.suppressed());
  counts->set_rejected(counts->rejected() + more.rejected());
  counts->set_skipped(counts->skipped() + more.skipped());
  for (const auto& [kind, count] : more.skipped_kinds()) {
    (*counts->mutable_skipped_kinds())[kind] += count;
  }
  counts->set_comments(counts->comments() + more.comments());
  counts->set_overlooked(counts->overlooked() + more.overlooked());
}

}  // namespace broadsheet::ingest

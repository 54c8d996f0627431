#include "ingest/imports/import_report.h"

#include <algorithm>
#include <utility>

namespace broadsheet::ingest {
namespace {

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return proto;
}

int64_t Total(const v1::IngestCounts& counts) {
  return counts.created() + counts.revised() + counts.unchanged() + counts.stale() +
         counts.suppressed() + counts.rejected() + counts.skipped();
}

}  // namespace

ImportReport::ImportReport(int64_t size, absl::Time start) : start_(start), pace_(start) {
  progress_.set_size(size);
}

void ImportReport::Add(const IntakeReport& report) {
  IntakeReport sum;
  sum.counts = progress_.counts();
  IntakeReport more;
  more.counts = report.counts;
  sum.Add(std::move(more));
  *progress_.mutable_counts() = sum.counts;
  if (report.read_after) *progress_.mutable_read_after() = *report.read_after;
  changed_ = true;
}

void ImportReport::AddRejected() {
  progress_.mutable_counts()->set_rejected(progress_.counts().rejected() + 1);
  changed_ = true;
}

void ImportReport::AddFeed(bool is_new) {
  v1::IngestCounts& counts = *progress_.mutable_counts();
  is_new ? counts.set_created(counts.created() + 1) : counts.set_unchanged(counts.unchanged() + 1);
  changed_ = true;
}

void ImportReport::SetBytesDone(int64_t bytes) {
  progress_.set_bytes_done(std::max(progress_.bytes_done(), bytes));
  changed_ = true;
}

void ImportReport::Finish(int64_t bytes) {
  SetBytesDone(bytes);
  progress_.set_done(true);
}

const v1::ImportProgress& ImportReport::ProgressAt(absl::Time now) {
  changed_ = false;
  progress_.set_items_done(Total(progress_.counts()));
  pace_.Note(now, progress_.bytes_done(), progress_.items_done());
  *progress_.mutable_elapsed() = ToProto(now - start_);
  progress_.set_items_per_second(pace_.items_per_second());
  progress_.set_bytes_per_second(pace_.bytes_per_second());
  const auto left = pace_.TimeFor(progress_.size() - progress_.bytes_done());
  progress_.clear_time_left();
  if (left && progress_.size() > 0 && progress_.bytes_done() > 0) {
    *progress_.mutable_time_left() = ToProto(*left);
  }
  return progress_;
}

}  // namespace broadsheet::ingest

#include "ingest/imports/pace.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kWindow = absl::Minutes(1);
constexpr absl::Duration kStep = absl::Seconds(1);

}  // namespace

void Pace::Note(absl::Time now, int64_t bytes, int64_t items) {
  const size_t size = marks_.size();
  if (size > 2 && now - marks_[size - 2].time < kStep) marks_.pop_back();
  marks_.push_back({now, bytes, items});
  while (marks_.size() > 2 && now - marks_[1].time >= kWindow) marks_.pop_front();
}

double Pace::bytes_per_second() const {
  const auto done = static_cast<double>(marks_.back().bytes - marks_.front().bytes);
  return seconds() > 0 ? done / seconds() : 0;
}

double Pace::items_per_second() const {
  const auto done = static_cast<double>(marks_.back().items - marks_.front().items);
  return seconds() > 0 ? done / seconds() : 0;
}

std::optional<absl::Duration> Pace::TimeFor(int64_t bytes) const {
  const double rate = bytes_per_second();
  if (rate <= 0) return std::nullopt;
  return absl::Seconds(static_cast<double>(bytes) / rate);
}

}  // namespace broadsheet::ingest

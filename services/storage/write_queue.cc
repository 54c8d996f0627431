#include "storage/write_queue.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/barrier.h"
#include "common/status.h"

namespace broadsheet::storage {
namespace {

// Groups that are open at a time whatever their size.
constexpr int kOverlap = 2;
constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

// The request's own comes first.
std::vector<std::string> TagsOf(const Batch& batch) {
  std::vector<std::string> tags = {absl::StrCat("request ", batch.request.request_id())};
  if (batch.lane != nullptr)
    tags.push_back(absl::StrCat("lane ", reinterpret_cast<uintptr_t>(batch.lane.get())));
  for (const std::vector<std::string>& keys : batch.keys) {
    tags.insert(tags.end(), keys.begin(), keys.end());
  }
  return tags;
}

}  // namespace

WriteQueue::WriteQueue(const Options& options, WriteGroup write)
    : options_(options), write_(std::move(write)) {
  for (int i = 0; i < options_.writers; ++i) {
    writers_.push_back(StartThread("writer", [this] { Run(); }));
  }
}

WriteQueue::~WriteQueue() {
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
  }
  for (std::thread& writer : writers_) writer.join();
}

bool WriteQueue::HasRoom(size_t bytes) const {
  return waiting_.empty() || (waiting_.size() < options_.max_waiting &&
                              waiting_bytes_ + bytes <= options_.max_waiting_bytes);
}

void WriteQueue::Enqueue(Batch batch, Done done) {
  waiting_bytes_ += batch.bytes;
  waiting_writes_ += batch.request.writes_size();
  std::vector<std::string> tags = TagsOf(batch);
  waiting_.push_back(
      std::make_unique<Waiting>(Waiting{std::move(batch), std::move(done), std::move(tags)}));
  may_take_ = true;
}

absl::Status WriteQueue::Submit(Batch batch, Done done) {
  absl::MutexLock lock(&mutex_);
  if (!HasRoom(batch.bytes)) {
    return RetryAfter(kRetryDelay, absl::StrCat(waiting_.size(), " batches of ", waiting_bytes_,
                                                " bytes wait to be written already"));
  }
  Enqueue(std::move(batch), std::move(done));
  return absl::OkStatus();
}

void WriteQueue::SubmitWhenRoom(Batch batch, Done done, std::function<void()> admitted) {
  {
    absl::MutexLock lock(&mutex_);
    if (!held_.empty() || !HasRoom(batch.bytes)) {
      held_.push_back({std::move(batch), std::move(done), std::move(admitted)});
      return;
    }
    Enqueue(std::move(batch), std::move(done));
  }
  admitted();
}

std::vector<std::function<void()>> WriteQueue::AdmitHeld() {
  std::vector<std::function<void()>> admitted;
  while (!held_.empty() && HasRoom(held_.front().batch.bytes)) {
    Held& next = held_.front();
    Enqueue(std::move(next.batch), std::move(next.done));
    admitted.push_back(std::move(next.admitted));
    held_.pop_front();
  }
  return admitted;
}

size_t WriteQueue::waiting() const {
  absl::MutexLock lock(&mutex_);
  return waiting_.size();
}

bool WriteQueue::MayOpen() const {
  return open_groups_ == 0 ||
         (open_groups_ < kOverlap && waiting_writes_ >= options_.min_overlap_writes) ||
         waiting_writes_ >= options_.max_group_writes || waiting_bytes_ >= options_.max_group_bytes;
}

// The first batches that may be in one group, in their order. A batch that is left
// holds back those behind it that touch the same thing.
WriteQueue::Group WriteQueue::Take() {
  Group group;
  std::deque<std::unique_ptr<Waiting>> left;
  absl::flat_hash_set<absl::string_view> held_back;
  absl::flat_hash_set<absl::string_view> requests;
  int writes = 0;
  size_t bytes = 0;
  bool full = false;
  for (std::unique_ptr<Waiting>& next : waiting_) {
    const int new_writes = writes + next->batch.request.writes_size();
    const size_t new_bytes = bytes + next->batch.bytes;
    full = full || (!group.empty() && (new_writes > options_.max_group_writes ||
                                       new_bytes > options_.max_group_bytes));
    // The same request twice is one after the other.
    bool free = !full && !requests.contains(next->tags.front());
    for (size_t i = 0; free && i < next->tags.size(); ++i) {
      free = !open_tags_.contains(next->tags[i]) && !held_back.contains(next->tags[i]);
    }
    if (!free) {
      if (!full) held_back.insert(next->tags.begin(), next->tags.end());
      left.push_back(std::move(next));
      continue;
    }
    writes = new_writes;
    bytes = new_bytes;
    requests.insert(next->tags.front());
    group.push_back(std::move(next));
  }
  waiting_ = std::move(left);
  waiting_bytes_ -= bytes;
  waiting_writes_ -= writes;
  for (const auto& taken : group) open_tags_.insert(taken->tags.begin(), taken->tags.end());
  return group;
}

std::vector<std::string> WriteQueue::WriteAndAnswer(Group group) {
  std::vector<Batch*> batches;
  for (const auto& taken : group) batches.push_back(&taken->batch);
  std::vector<Outcome> outcomes;
  const absl::Status written = StopExceptions("a group of writes", [&] {
    outcomes = write_(batches);
    return absl::OkStatus();
  });
  if (!written.ok()) outcomes.assign(batches.size(), written);
  {
    // The next group is written while this one is answered.
    absl::MutexLock lock(&mutex_);
    --open_groups_;
    may_take_ = !waiting_.empty();
  }
  std::vector<std::string> tags;
  for (size_t i = 0; i < group.size(); ++i) {
    StopExceptions("an answer", [&] {
      group[i]->done(std::move(outcomes[i]));
      return absl::OkStatus();
    }).IgnoreError();
    std::move(group[i]->tags.begin(), group[i]->tags.end(), std::back_inserter(tags));
  }
  return tags;
}

void WriteQueue::Run() {
  absl::MutexLock lock(&mutex_);
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return (may_take_ && MayOpen()) || (closing_ && waiting_.empty());
  };
  while (true) {
    mutex_.Await(absl::Condition(&has_work));
    if (waiting_.empty() && closing_) return;
    Group group = Take();
    // What this group had no room for may be for the next writer.
    may_take_ = !group.empty() && !waiting_.empty();
    if (group.empty()) continue;
    ++open_groups_;
    const std::vector<std::function<void()>> admitted = AdmitHeld();
    mutex_.Unlock();
    for (const std::function<void()>& tell : admitted) tell();
    const std::vector<std::string> tags = WriteAndAnswer(std::move(group));
    mutex_.Lock();
    for (const std::string& tag : tags) open_tags_.erase(tag);
    may_take_ = !waiting_.empty();
  }
}

}  // namespace broadsheet::storage

#include "query/answer_cache.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "common/rpc/suspension.h"
#include "common/status.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

// Beside its bytes, and for each collection, about.
constexpr size_t kEntryBytes = 256;
constexpr size_t kCollectionBytes = 40;
// An answer is made of no more collections than that.
constexpr size_t kMaxCollections = 32;
// An answer that would take the room of many others is not kept.
constexpr size_t kLargestShare = 16;
// Of how many collections it is known when they were touched last.
constexpr size_t kMaxTouched = 100'000;
// Of a request that is longer no answer is kept.
constexpr size_t kMaxKeyBytes = 4096;

prometheus::Family<prometheus::Counter>& Requests(Metrics& metrics) {
  return prometheus::BuildCounter()
      .Name("broadsheet_query_cache_requests_total")
      .Help("Requests whose answers may be kept (outcome: hit, it was kept; miss, it was made)")
      .Register(metrics.registry());
}

prometheus::Gauge& BytesGauge(Metrics& metrics) {
  return prometheus::BuildGauge()
      .Name("broadsheet_query_cache_bytes")
      .Help("Memory of the answers that are kept")
      .Register(metrics.registry())
      .Add({});
}

// Who comes when that many wait for an answer makes it, too: under the limits of its queue.
constexpr int kMaxWaiters = 64;
constexpr char kHasWaited[] = "another call has made the answer";

bool IsSamePlace(const article::v1::Cursor& a, const article::v1::Cursor& b) {
  return a.position() == b.position() && a.commit_id() == b.commit_id();
}

// Who has waited once and found nothing does not queue up behind another one.
bool MayWait(const Call& call) {
  return call.suspension != nullptr && !call.suspension->Knows(kHasWaited);
}

}  // namespace

Collection ArticleCollection(std::string_view id) { return "article " + std::string(id); }
Collection PathCollection(std::string_view path) { return "path " + std::string(path); }
Collection UriCollection(std::string_view uri_key) { return "uri " + std::string(uri_key); }

std::vector<Collection> CollectionsOf(const Filter& filter) {
  // An article that the filter admits is on all of these lists: any one of them will do.
  if (std::string month = OnlyMonth(filter); !month.empty()) return {std::move(month)};
  if (!filter.all_of.empty()) return {filter.all_of.front()};
  // Languages come last: their lists change the most.
  for (const std::vector<std::string>& group : filter.any_of) {
    if (group.size() <= kMaxCollections) return group;
  }
  return {kEveryArticle};
}

AnswerCache::AnswerCache(size_t max_bytes, Metrics& metrics)
    : max_bytes_(max_bytes),
      hits_(Requests(metrics).Add({{"outcome", "hit"}})),
      misses_(Requests(metrics).Add({{"outcome", "miss"}})),
      on_scrape_(metrics.OnScrape([this, &gauge = BytesGauge(metrics)] {
        absl::MutexLock lock(&mutex_);
        gauge.Set(static_cast<double>(bytes_));
      })) {}

std::string AnswerCache::KeyOf(std::string_view method,
                               const google::protobuf::MessageLite& request) {
  std::string key(method);
  key += '\0';
  request.AppendToString(&key);
  return key;
}

std::string AnswerCache::KeyOf(std::string_view method, const grpc::ByteBuffer& request) {
  std::vector<grpc::Slice> slices;
  if (request.Length() > kMaxKeyBytes || !request.Dump(&slices).ok()) return "";
  std::string key(method);
  key += '\0';
  for (const grpc::Slice& slice : slices) {
    key.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return key;
}

std::optional<grpc::ByteBuffer> AnswerCache::Find(const std::string& key) {
  absl::MutexLock lock(&mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  const Entries::iterator entry = found->second;
  if (!IsFresh(*entry)) {
    Erase(entry);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  hits_.Increment();
  return entry->bytes;
}

absl::StatusOr<grpc::ByteBuffer> AnswerCache::Get(const Call& call, const std::string& key,
                                                  Make make) {
  if (std::optional<grpc::ByteBuffer> kept = Find(key)) return *std::move(kept);
  const Turn turn = Begin(key, MayWait(call));
  if (turn.waits) {
    call.suspension->Remember(kHasWaited);
    call.suspension->Until([this, key](Suspension::Resume resume) {
      Await(key, [resume = std::move(resume)] { resume(absl::OkStatus()); });
    });
    return absl::UnavailableError("another call makes the answer");
  }
  misses_.Increment();
  const absl::Cleanup end = [&] {
    if (turn.moment) End(key);
  };
  ASSIGN_OR_RETURN(Answer answer, make());
  if (turn.moment) Keep({key, answer.bytes, std::move(answer.made_of), *turn.moment});
  return std::move(answer.bytes);
}

AnswerCache::Turn AnswerCache::Begin(const std::string& key, bool may_wait) {
  Turn turn;
  if (max_bytes_ == 0 || key.size() > kMaxKeyBytes) return turn;
  absl::MutexLock lock(&mutex_);
  const auto [making, is_first] = making_.try_emplace(key);
  if (is_first) {
    turn.moment = now_;
  } else if (may_wait && making->second.expected < kMaxWaiters) {
    ++making->second.expected;
    turn.waits = true;
  }
  return turn;
}

void AnswerCache::Await(const std::string& key, Resume resume) {
  {
    absl::MutexLock lock(&mutex_);
    if (const auto making = making_.find(key); making != making_.end()) {
      making->second.waiters.push_back(std::move(resume));
      return;
    }
  }
  resume();
}

void AnswerCache::End(const std::string& key) {
  std::vector<Resume> waiters;
  {
    absl::MutexLock lock(&mutex_);
    const auto making = making_.find(key);
    waiters = std::move(making->second.waiters);
    making_.erase(making);
  }
  for (const Resume& resume : waiters) resume();
}

void AnswerCache::Keep(Entry entry) {
  const size_t size = entry.size();
  if (size > max_bytes_ / kLargestShare) return;
  absl::MutexLock lock(&mutex_);
  if (!IsFresh(entry)) return;
  if (const auto old = by_key_.find(entry.key); old != by_key_.end()) Erase(old->second);
  entries_.push_front(std::move(entry));
  by_key_[entries_.front().key] = entries_.begin();
  bytes_ += size;
  while (bytes_ > max_bytes_) Erase(std::prev(entries_.end()));
}

bool AnswerCache::IsFresh(const Entry& entry) const {
  if (all_touched_ > entry.moment) return false;
  const auto is_touched = [&](const Collection& collection) ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    const auto found = touched_.find(collection);
    return found != touched_.end() && found->second > entry.moment;
  };
  return std::none_of(entry.made_of.begin(), entry.made_of.end(), is_touched);
}

void AnswerCache::Erase(Entries::iterator entry) {
  bytes_ -= entry->size();
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

size_t AnswerCache::Entry::size() const {
  size_t size = kEntryBytes + key.size() + bytes.Length();
  for (const Collection& collection : made_of) size += kCollectionBytes + collection.size();
  return size;
}

void AnswerCache::Touch(const Collections& collections) {
  absl::MutexLock lock(&mutex_);
  TouchNow(collections);
}

void AnswerCache::TouchAt(const article::v1::Cursor& cursor, const Collections& collections) {
  absl::MutexLock lock(&mutex_);
  TouchNow(collections);
  cursor_ = cursor;
}

void AnswerCache::TouchNow(const Collections& collections) {
  ++now_;
  if (max_bytes_ == 0) return;
  if (touched_.size() + collections.size() > kMaxTouched) {
    touched_.clear();
    all_touched_ = now_;
    return;
  }
  for (const Collection& collection : collections) touched_[collection] = now_;
}

void AnswerCache::TouchAll() {
  absl::MutexLock lock(&mutex_);
  all_touched_ = ++now_;
}

void AnswerCache::MovedTo(const article::v1::Cursor& cursor) {
  absl::MutexLock lock(&mutex_);
  if (cursor.position() == 0 || !IsSamePlace(cursor, cursor_)) all_touched_ = ++now_;
  cursor_ = cursor;
}

void AnswerCache::SeenBeyond(int64_t position) {
  absl::MutexLock lock(&mutex_);
  if (position <= cursor_.position()) return;
  all_touched_ = ++now_;
  cursor_.set_position(position);
  cursor_.clear_commit_id();
}

}  // namespace broadsheet::query

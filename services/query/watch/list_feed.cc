#include "query/watch/list_feed.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"

namespace broadsheet::query {
namespace {

constexpr int kPageSize = 500;
constexpr absl::Duration kReadTimeout = absl::Seconds(10);
// After a read that failed.
constexpr absl::Duration kPause = absl::Milliseconds(500);
// What is kept for one who listens.
constexpr size_t kMaxEvents = 200;
constexpr size_t kMaxBytes = 512 << 10;

// The terms of which every article on the filter's list has one.
std::vector<std::string> KeysOf(const Filter& filter) {
  if (!filter.all_of.empty()) return {filter.all_of.front()};
  if (filter.any_of.empty()) return {""};
  return *std::min_element(filter.any_of.begin(), filter.any_of.end(),
                           [](const auto& a, const auto& b) { return a.size() < b.size(); });
}

}  // namespace

ListFeed::ListFeed(const ListLog& log)
    : log_(log), thread_(StartThread("list feed", [this] { Run(); })) {}

ListFeed::~ListFeed() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

ListFeed::Subscriber::Subscriber(ListFeed& feed, Filter filter, std::function<void()> wake)
    : feed_(feed), filter_(std::move(filter)), wake_(std::move(wake)) {}

ListFeed::Subscriber::~Subscriber() {
  absl::MutexLock lock(&feed_.mutex_);
  feed_.Drop(*this);
}

bool ListFeed::Subscriber::Join(const ListPlace& place, const std::string& generation) {
  absl::MutexLock lock(&feed_.mutex_);
  if (feed_.subscribers_.empty()) {
    feed_.generation_ = generation;
    feed_.place_ = place;
  } else if (feed_.generation_ != generation || feed_.place_.key() > place.key()) {
    return false;
  }
  joined_ = true;
  after_ = place;
  feed_.subscribers_.insert(this);
  for (const std::string& key : KeysOf(filter_)) feed_.by_term_[key].insert(this);
  feed_.woken_ = true;
  return true;
}

std::optional<ListEvent> ListFeed::Subscriber::Take(ListPlace* place) {
  absl::MutexLock lock(&feed_.mutex_);
  if (events_.empty()) {
    // Ahead of the feed where it has joined with what that has not read yet.
    *place = joined_ && feed_.place_.key() > after_.key() ? feed_.place_ : after_;
    return std::nullopt;
  }
  ListEvent event = std::move(events_.front());
  events_.pop_front();
  bytes_ -= event.change->teaser.size();
  after_ = event.place;
  return event;
}

bool ListFeed::Subscriber::is_joined() const {
  absl::MutexLock lock(&feed_.mutex_);
  return joined_;
}

void ListFeed::Drop(Subscriber& subscriber) {
  if (!std::exchange(subscriber.joined_, false)) return;
  subscriber.events_.clear();
  subscriber.bytes_ = 0;
  subscribers_.erase(&subscriber);
  for (const std::string& key : KeysOf(subscriber.filter_)) {
    Subscribers& others = by_term_[key];
    others.erase(&subscriber);
    if (others.empty()) by_term_.erase(key);
  }
}

void ListFeed::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

int64_t ListFeed::reads() const {
  absl::MutexLock lock(&mutex_);
  return reads_;
}

void ListFeed::Offer(const ListEvent& event, Subscriber& subscriber) {
  // More than one of its terms may have led here.
  if (std::exchange(subscriber.offered_, event.place.key()) == event.place.key()) return;
  if (event.place.key() <= subscriber.after_.key()) return;
  const auto kind = KindOf(*event.change, subscriber.filter_);
  if (!kind.has_value()) return;
  subscriber.bytes_ += event.change->teaser.size();
  subscriber.events_.push_back({event.change, *kind, event.place});
  // It goes on behind the last one that it took, by itself.
  if (subscriber.events_.size() > kMaxEvents || subscriber.bytes_ > kMaxBytes) Drop(subscriber);
  subscriber.wake_();
}

void ListFeed::Tell(const std::shared_ptr<const ListChange>& change, const ListPlace& place) {
  const ListEvent event{change, v1::WatchArticlesResponse::KIND_UNSPECIFIED, place};
  // Copies, as those who are dropped leave the sets.
  const auto offer = [&](const Subscribers& all) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (Subscriber* subscriber : std::vector<Subscriber*>(all.begin(), all.end())) {
      Offer(event, *subscriber);
    }
  };
  if (change->retracted || !change->before.has_value()) return offer(subscribers_);
  std::set<std::string> keys = {""};
  keys.insert(change->before->terms.begin(), change->before->terms.end());
  keys.insert(change->after.terms.begin(), change->after.terms.end());
  for (const std::string& key : keys) {
    const auto found = by_term_.find(key);
    if (found != by_term_.end()) offer(found->second);
  }
}

void ListFeed::Take(const ListLogPage& page) {
  const bool continues = page.generation == generation_ &&
                         page.complete_after <= place_.cursor.position() &&
                         page.end.position() >= place_.cursor.position();
  if (!continues) {
    // They find out why when they read the log.
    for (Subscriber* subscriber : Subscribers(subscribers_)) {
      Drop(*subscriber);
      subscriber->wake_();
    }
    return;
  }
  for (const auto& change : page.changes) Tell(change, PlaceOf(*change, page));
  place_ = page.read;
  if (!page.is_last) woken_ = true;
}

void ListFeed::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || (woken_ && !subscribers_.empty());
  };
  while (true) {
    ListPlace from;
    std::string generation;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (stopping_) return;
      woken_ = false;
      from = place_;
      generation = generation_;
      ++reads_;
    }
    const auto page = log_.Read(absl::Now() + kReadTimeout, from, kPageSize);
    absl::MutexLock lock(&mutex_);
    // Others may listen now, to something else.
    const bool is_for_them = from.key() == place_.key() && generation == generation_;
    if (page.ok() && is_for_them) {
      Take(*page);
      continue;
    }
    woken_ = true;
    if (page.ok()) continue;
    Log(Severity::kWarning, "lists can't be followed", {{"error", page.status().message()}});
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kPause);
  }
}

}  // namespace broadsheet::query

// Answers that were made already, as bytes.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "query/filter.h"

namespace prometheus {
class Counter;
}  // namespace prometheus

namespace broadsheet::query {

// What an answer is made of, and what a change of the archive changes: a list, by its term
// (terms.h), or what one of these names.
using Collection = std::string;
using Collections = std::unordered_set<Collection>;
Collection ArticleCollection(std::string_view id);
Collection PathCollection(std::string_view path);
// Of the articles of a page, by its UriKey().
Collection UriCollection(std::string_view uri_key);
inline constexpr char kCategoriesCollection[] = "categories";
// All that the search index answers.
inline constexpr char kSearchCollection[] = "search";
// What touches whatever a filter admits; its text is not looked at. Pure.
std::vector<Collection> CollectionsOf(const Filter& filter);

// Keeps answers until one of their collections is touched, or others need their room: what was
// asked for longest ago goes first. An answer is never older than what was touched last, so
// that who touches before readers are told of a cursor keeps all promises of read_after.
// Thread-safe.
class AnswerCache {
 public:
  // Of answers, in bytes; 0 keeps none. The metrics must outlive it.
  AnswerCache(size_t max_bytes, Metrics& metrics);

  // Keys of requests: the method's name and the request, serialised, without what its answer
  // does not depend on (read_after). Empty, which nothing is kept by, for the bytes of a request
  // that is too long for its answer to be kept. Pure.
  static std::string KeyOf(std::string_view method, const google::protobuf::MessageLite& request);
  static std::string KeyOf(std::string_view method, const grpc::ByteBuffer& request);

  // The answer that is kept.
  std::optional<grpc::ByteBuffer> Find(const std::string& key);

  // What an answer was made of: every collection that changes when it does.
  struct Answer {
    grpc::ByteBuffer bytes;
    std::vector<Collection> made_of;
  };
  using Make = absl::FunctionRef<absl::StatusOr<Answer>()>;

  // The answer that is kept, or what `make` answers, kept from then on; an error is not. While
  // one call makes an answer, others that want it are suspended (Call::suspension), once, until
  // that is over; what is returned then is UNAVAILABLE.
  absl::StatusOr<grpc::ByteBuffer> Get(const Call& call, const std::string& key, Make make);

  // Readers see something else in them now. To be called before anybody is told so.
  void Touch(const Collections& collections);
  void TouchAll();

  // That is all that brought the archive to `cursor`.
  void TouchAt(const article::v1::Cursor& cursor, const Collections& collections);
  // The archive stands at `cursor`: all is touched unless it was said what brought it there.
  void MovedTo(const article::v1::Cursor& cursor);
  // Somebody is about to be told of what is in the archive up to `position`.
  void SeenBeyond(int64_t position);

 private:
  struct Entry {
    std::string key;
    grpc::ByteBuffer bytes;
    std::vector<Collection> made_of;
    // When it was begun.
    int64_t moment;

    // What it takes, about.
    size_t size() const;
  };
  using Entries = std::list<Entry>;
  using Resume = std::function<void()>;

  // An answer that is being made.
  struct Making {
    // How many were told to wait, and those who do.
    int expected = 0;
    std::vector<Resume> waiters;
  };
  // What a call is to do for its answer: make one that is kept, begun at `moment`, until End();
  // wait; or else make one that is not kept.
  struct Turn {
    std::optional<int64_t> moment;
    bool waits = false;
  };
  Turn Begin(const std::string& key, bool may_wait);
  void End(const std::string& key);
  // Calls `resume` when nobody makes the answer.
  void Await(const std::string& key, Resume resume);
  void Keep(Entry entry);
  bool IsFresh(const Entry& entry) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void TouchNow(const Collections& collections) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Erase(Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t max_bytes_;
  prometheus::Counter& hits_;
  prometheus::Counter& misses_;
  mutable absl::Mutex mutex_;
  // What was asked for last comes first.
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string_view, Entries::iterator> by_key_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Counts what is touched.
  int64_t now_ ABSL_GUARDED_BY(mutex_) = 1;
  int64_t all_touched_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unordered_map<Collection, int64_t> touched_ ABSL_GUARDED_BY(mutex_);
  article::v1::Cursor cursor_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, Making> making_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Metrics::Hook> on_scrape_;
};

}  // namespace broadsheet::query

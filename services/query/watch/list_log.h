// The log of how lists change, as watches read it.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "common/postgres/pool.h"
#include "query/answer_cache.h"
#include "query/list_change.h"

namespace broadsheet::query {

// Everything up to there was told: the change's cursor, and the ordinal of a ListChange.
struct ListPlace {
  static constexpr int64_t kAll = std::numeric_limits<int32_t>::max();

  article::v1::Cursor cursor;
  int64_t ordinal = kAll;

  std::pair<int64_t, int64_t> key() const { return {cursor.position(), ordinal}; }
};

// A part of the log, as of one moment.
struct ListLogPage {
  // Another one where the archive was built anew: what was read of it before says nothing.
  std::string generation;
  // Changes up to this position are not kept.
  int64_t complete_after = 0;
  // Lists include everything up to this.
  article::v1::Cursor end;
  std::vector<std::shared_ptr<const ListChange>> changes;
  // Up to where it was read: the last of the changes, or the end where none follows.
  ListPlace read;
  bool is_last = false;
};

// The place of a change of that page. Pure.
ListPlace PlaceOf(const ListChange& change, const ListLogPage& page);

// Thread-safe.
class ListLog {
 public:
  // The pool and the answers must outlive it. The answers, unless they are null, are told how far
  // it was read: who hears of a change lists it then.
  explicit ListLog(postgres::Pool& pool, AnswerCache* answers = nullptr)
      : pool_(pool), answers_(answers) {}

  // What follows `after`: at most so many changes, fewer where they are large. Errors are
  // those of the pool, and UNAVAILABLE while a version of query that keeps no such log applies
  // changes.
  absl::StatusOr<ListLogPage> Read(absl::Time deadline, const ListPlace& after, int limit) const;

  // Its end, without any changes.
  absl::StatusOr<ListLogPage> ReadEnd(absl::Time deadline) const;

 private:
  postgres::Pool& pool_;
  AnswerCache* const answers_;
};

}  // namespace broadsheet::query

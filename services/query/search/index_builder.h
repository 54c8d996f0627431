// A search index from nothing, on several cores.
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "query/archive_batch.h"

namespace broadsheet::query {

// Writes batches of the log side by side, each as a segment of its own (segments.h), and
// merges them in the end: Xapian puts small databases together much faster than articles into
// a large one. Segments are named by the batches that they hold ("0-15"); a builder on the
// directory of one that was killed goes on with them. Up to six threads do so. Memory is that
// of a batch each and one more; the disk holds the index twice while it is merged. Used by one
// thread; no other builder may use the directory.
class IndexBuilder {
 public:
  // Throws std::filesystem::filesystem_error and Xapian::Error.
  explicit IndexBuilder(std::string directory);

  // Where the log ends for what is on the disk: nothing before the first segment.
  const article::v1::Cursor& cursor() const { return cursor_; }

  // Has `batch` written, which ends the log at `end`; waits where all cores have enough to do.
  // After an error, of an earlier batch perhaps, another builder goes on from its cursor.
  absl::Status Add(ArchiveBatch batch, const article::v1::Cursor& end);

  // Makes the index of all batches, of which there must be one, in `index`, a directory that
  // must not be there.
  absl::Status Finish(const std::string& index);

 private:
  // Batches [first, last] of the log.
  struct Segment {
    int64_t first = 0;
    int64_t last = 0;
  };
  struct Writing {
    Segment segment;
    article::v1::Cursor end;
    std::future<absl::Status> written;
  };

  void FindSegments();
  std::string PathOf(const Segment& segment) const;
  std::vector<std::string> PathsOf(const std::vector<Segment>& segments) const;
  absl::Status AwaitOldest();
  absl::StatusOr<std::vector<Segment>> MergeSixteens() const;

  const std::string directory_;
  const size_t threads_;
  // Those that are written, without a gap.
  std::vector<Segment> segments_;
  article::v1::Cursor cursor_;
  int64_t next_ = 0;
  std::deque<Writing> writing_;
};

}  // namespace broadsheet::query

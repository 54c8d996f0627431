// A PostgreSQL that keeps its promises.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/time/time.h"

namespace broadsheet::bench {

// A cluster of its own under $TMPDIR, with fsync and synchronous_commit on, and
// storage's schema in it. Removed at the end.
class Cluster {
 public:
  // `commit_delay` is PostgreSQL's (100 ms at most): each flush of its log waits so long
  // first. Much like a slower disk; but there commits that come during a flush are left
  // for the next one, and here they are kept with it.
  explicit Cluster(absl::Duration commit_delay);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // libpq's connection string for the role "storage".
  std::string conninfo() const { return ConninfoOf("storage"); }

  // The seconds that the COMMIT of 8 KB takes where nothing else is done: the median of
  // some.
  double CommitSeconds() const;

  // Of the process whose children serve the connections.
  pid_t postmaster() const;

 private:
  std::string ConninfoOf(const std::string& role) const;

  std::string directory_;
  std::string socket_;
};

}  // namespace broadsheet::bench

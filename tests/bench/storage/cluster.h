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
  // Each commit takes `commit_delay` longer to be kept (100 ms at most), as on a slower
  // disk; those that come meanwhile are kept with it. (PostgreSQL's setting of that name.)
  explicit Cluster(absl::Duration commit_delay);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // libpq's connection string for the role "storage".
  std::string conninfo() const { return ConninfoOf("storage"); }

  // The seconds that it takes to make 8 KB of a file last on the disk that it is on, as
  // each commit does: the median of some. Without the delay.
  double FlushSeconds() const;

  // Of the process whose children serve the connections.
  pid_t postmaster() const;

 private:
  std::string ConninfoOf(const std::string& role) const;

  std::string directory_;
  std::string socket_;
};

}  // namespace broadsheet::bench

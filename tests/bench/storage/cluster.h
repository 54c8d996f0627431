// A PostgreSQL that keeps its promises.
#pragma once

#include <sys/types.h>

#include <string>

namespace broadsheet::bench {

// A cluster of its own under $TMPDIR, with fsync and synchronous_commit on, and
// storage's schema in it. Removed at the end.
class Cluster {
 public:
  Cluster();
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // libpq's connection string for the role "storage".
  std::string conninfo() const { return ConninfoOf("storage"); }

  // The seconds that it takes to make 8 KB of a file last on the disk that it is on, as
  // each commit does: the median of some.
  double FlushSeconds() const;

  // Of the process whose children serve the connections.
  pid_t postmaster() const;

 private:
  std::string ConninfoOf(const std::string& role) const;

  std::string directory_;
  std::string socket_;
};

}  // namespace broadsheet::bench

#include "bench/storage/cluster.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/storage/check.h"
#include "bench/storage/connection.h"
#include "storage/sql.h"
#include "support/command.h"

namespace broadsheet::bench {
namespace {

constexpr char kScript[] = BROADSHEET_SOURCE_DIR "/deploy/postgres/cluster";

}  // namespace

Cluster::Cluster(absl::Duration commit_delay) {
  const char* tmp = std::getenv("TMPDIR");
  directory_ = absl::StrCat(tmp == nullptr ? "/tmp" : tmp, "/broadsheet-bench.XXXXXX");
  if (mkdtemp(directory_.data()) == nullptr) Die(absl::StrCat("no directory ", directory_));
  std::filesystem::permissions(directory_, std::filesystem::perms(0755));
  socket_ = testing::Output(
      absl::StrCat("PGCLUSTER_OPTIONS='-c shared_buffers=512MB -c max_wal_size=8GB "
                   "-c commit_siblings=0 -c commit_delay=",
                   absl::ToInt64Microseconds(commit_delay), "' ", kScript, " start ", directory_));
  OkOrDie(postgres::Migrate(ConninfoOf("storage_owner"), "storage", storage::sql::kMigrations)
              .status());
}

Cluster::~Cluster() {
  testing::Output(absl::StrCat(kScript, " remove ", directory_));
  std::filesystem::remove_all(directory_);
}

double Cluster::CommitSeconds() const {
  constexpr int kCommits = 101;
  Connection connection(conninfo());
  std::vector<double> seconds;
  for (int i = 0; i < kCommits; ++i) {
    connection.Run("BEGIN; SELECT pg_logical_emit_message(true, 'bench', repeat('x', 8192))");
    const absl::Time start = absl::Now();
    connection.Run("COMMIT");
    seconds.push_back(absl::ToDoubleSeconds(absl::Now() - start));
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[kCommits / 2];
}

pid_t Cluster::postmaster() const {
  std::ifstream in(directory_ + "/data/postmaster.pid");
  pid_t pid = 0;
  if (!(in >> pid)) Die(absl::StrCat(directory_, " has no postmaster.pid"));
  return pid;
}

std::string Cluster::ConninfoOf(const std::string& role) const {
  return absl::StrCat("host=", socket_, " dbname=broadsheet user=", role);
}

}  // namespace broadsheet::bench

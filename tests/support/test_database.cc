#include "support/test_database.h"

#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "support/command.h"

namespace broadsheet::testing {
namespace {

constexpr char kClusterScript[] = BROADSHEET_SOURCE_DIR "/deploy/postgres/cluster";
constexpr char kRolesSql[] = BROADSHEET_SOURCE_DIR "/deploy/postgres/roles.sql";

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "test database: %s\n", message.c_str());
  std::abort();
}

class Cluster {
 public:
  Cluster() {
    char directory[] = "/tmp/broadsheet-test.XXXXXX";
    directory_ = mkdtemp(directory);
    std::filesystem::permissions(directory_, std::filesystem::perms(0755));
    socket_ = Output(absl::StrCat(
        "PGCLUSTER_OPTIONS='-c fsync=off -c synchronous_commit=off -c full_page_writes=off' ",
        kClusterScript, " start ", directory_));
  }
  ~Cluster() {
    if (std::system(absl::StrCat(kClusterScript, " remove ", directory_).c_str()) != 0) {
      std::fprintf(stderr, "test database: the cluster in %s did not stop\n", directory_.c_str());
      return;
    }
    std::filesystem::remove_all(directory_);
  }

  const std::string& directory() const { return directory_; }
  const std::string& socket() const { return socket_; }

  std::string SuperuserConninfo(const std::string& database) const {
    const std::string user = geteuid() == 0 ? "postgres" : Output("id -un");
    return absl::StrCat("host=", socket_, " dbname=", database, " user=", user);
  }

 private:
  std::string directory_;
  std::string socket_;
};

const Cluster& TheCluster() {
  static const Cluster cluster;
  return cluster;
}

void RunIn(const std::string& database, const std::string& sql) {
  auto session = postgres::Session::Connect(TheCluster().SuperuserConninfo(database));
  if (!session.ok()) Die(session.status().ToString());
  if (absl::Status status = (*session)->RunScript(sql); !status.ok()) Die(status.ToString());
}

}  // namespace

TestDatabase::TestDatabase() {
  static std::atomic<int> count = 0;
  name_ = absl::StrCat("test_", ++count);
  RunIn("postgres", "CREATE DATABASE " + name_);
  std::ifstream roles(kRolesSql);
  RunAsSuperuser(std::string{std::istreambuf_iterator<char>(roles), {}});
}

std::string TestDatabase::conninfo(const std::string& role) const {
  return absl::StrCat("host=", TheCluster().socket(), " dbname=", name_, " user=", role);
}

void TestDatabase::Migrate(const std::string& service,
                           absl::Span<const postgres::Migration> migrations) {
  const auto applied = postgres::Migrate(conninfo(service + "_owner"), service, migrations);
  if (!applied.ok()) Die(applied.status().ToString());
}

void TestDatabase::RunAsSuperuser(const std::string& sql) { RunIn(name_, sql); }

std::unique_ptr<postgres::Pool> TestDatabase::NewPool(const std::string& role,
                                                      int max_connections) const {
  return std::make_unique<postgres::Pool>(postgres::Pool::Options{conninfo(role), max_connections});
}

const std::string& TestClusterSocket() { return TheCluster().socket(); }
const std::string& TestClusterDirectory() { return TheCluster().directory(); }

}  // namespace broadsheet::testing

#include "common/server_info.h"

#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/version.h"

namespace broadsheet {
namespace {

const absl::Time kStartTime = absl::Now();

}  // namespace

server::v1::ServerInfo DescribeServer() {
  server::v1::ServerInfo info;
  info.set_version(std::string(Version()));
  info.set_commit(std::string(Commit()));
  info.mutable_start_time()->set_seconds(absl::ToUnixSeconds(kStartTime));
  return info;
}

}  // namespace broadsheet

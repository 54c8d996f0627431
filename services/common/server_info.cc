#include "common/server_info.h"

#include <string>

#include "common/version.h"

namespace broadsheet {

server::v1::ServerInfo DescribeServer() {
  server::v1::ServerInfo info;
  info.set_version(std::string(Version()));
  info.set_commit(std::string(Commit()));
  info.mutable_start_time()->set_seconds(absl::ToUnixSeconds(StartTime()));
  return info;
}

}  // namespace broadsheet

// What a service answers of itself.
#pragma once

#include "broadsheet/server/v1/server_info.pb.h"

namespace broadsheet {

// Of this process. Thread-safe.
server::v1::ServerInfo DescribeServer();

}  // namespace broadsheet

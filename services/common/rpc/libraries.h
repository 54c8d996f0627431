// The versions of what carries RPCs.
#pragma once

#include <string>
#include <vector>

namespace broadsheet {

// As they are linked: "gRPC 1.51.1", "Protobuf 3.21.12".
std::vector<std::string> RpcLibraries();

}  // namespace broadsheet

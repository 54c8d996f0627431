#include "common/rpc/libraries.h"

#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"

namespace broadsheet {

std::vector<std::string> RpcLibraries() {
  namespace protobuf = google::protobuf::internal;
  return {absl::StrCat("gRPC ", grpc::Version()),
          absl::StrCat("Protobuf ", protobuf::VersionString(GOOGLE_PROTOBUF_VERSION))};
}

}  // namespace broadsheet

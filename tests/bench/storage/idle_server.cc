#include "bench/storage/idle_server.h"

#include "absl/strings/str_cat.h"
#include "bench/storage/check.h"

namespace broadsheet::bench {

grpc::ServerUnaryReactor* IdleServer::Service::BatchWriteArticles(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer*, grpc::ByteBuffer* out) {
  const grpc::Slice nothing;
  *out = grpc::ByteBuffer(&nothing, 1);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

IdleServer::IdleServer() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(&service_);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) Die("no server for calls that nothing is done for");
}

std::string IdleServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

}  // namespace broadsheet::bench

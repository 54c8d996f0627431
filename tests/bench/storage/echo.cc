#include "bench/storage/echo.h"

#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"

namespace broadsheet::bench {
namespace {

using storage::v1::StorageService;

class Service final
    : public StorageService::WithRawCallbackMethod_BatchWriteArticles<StorageService::Service> {
 public:
  grpc::ServerUnaryReactor* BatchWriteArticles(grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer*,
                                               grpc::ByteBuffer* out) override {
    const grpc::Slice empty;
    *out = grpc::ByteBuffer(&empty, 1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

}  // namespace

struct Echo::Impl {
  Service service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

Echo::Echo() : impl_(std::make_unique<Impl>()) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &impl_->port);
  builder.RegisterService(&impl_->service);
  impl_->server = builder.BuildAndStart();
}

Echo::~Echo() = default;

std::string Echo::address() const { return absl::StrCat("127.0.0.1:", impl_->port); }

}  // namespace broadsheet::bench

// What a call costs with nothing behind it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "broadsheet/storage/v1/storage_service.grpc.pb.h"

namespace broadsheet::bench {

// A server in this process whose BatchWriteArticles reads nothing and answers at once,
// with nothing, on gRPC's own thread.
class IdleServer {
 public:
  IdleServer();

  // host:port.
  std::string address() const;

 private:
  using StorageService = storage::v1::StorageService;
  class Service final
      : public StorageService::WithRawCallbackMethod_BatchWriteArticles<StorageService::Service> {
    grpc::ServerUnaryReactor* BatchWriteArticles(grpc::CallbackServerContext* context,
                                                 const grpc::ByteBuffer* in,
                                                 grpc::ByteBuffer* out) override;
  };

  Service service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace broadsheet::bench

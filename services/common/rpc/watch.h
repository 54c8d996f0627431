// Streams of answers that come when something happens.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/executor.h"
#include "common/rpc/call.h"
#include "common/rpc/message.h"
#include "common/rpc/open_streams.h"

namespace broadsheet {

// What such a stream sends.
template <class Response>
class Watch {
 public:
  virtual ~Watch() = default;
  // Called once, before Next(): `wake`, which may be called from any thread while the watch
  // lives and does not block, has Next() called again.
  virtual void SetWake(std::function<void()> wake) { static_cast<void>(wake); }
  // What there is to send now. Where there is nothing it is called again when the streams
  // are woken, and now and then. Called by one thread at a time; may block. An error ends
  // the stream.
  virtual absl::StatusOr<std::optional<Response>> Next(const Call& call) = 0;
};

// The same in bytes.
class BytesWatch {
 public:
  virtual ~BytesWatch() = default;
  virtual void SetWake(std::function<void()> wake) = 0;
  virtual absl::StatusOr<std::optional<grpc::ByteBuffer>> Next(const Call& call) = 0;
};

template <class Response>
class TypedWatch final : public BytesWatch {
 public:
  explicit TypedWatch(std::unique_ptr<Watch<Response>> watch) : watch_(std::move(watch)) {}

  void SetWake(std::function<void()> wake) override { watch_->SetWake(std::move(wake)); }

  absl::StatusOr<std::optional<grpc::ByteBuffer>> Next(const Call& call) override {
    absl::StatusOr<std::optional<Response>> response = watch_->Next(call);
    if (!response.ok()) return response.status();
    if (!response->has_value()) return std::nullopt;
    return SerializeMessage(**response);
  }

 private:
  const std::unique_ptr<Watch<Response>> watch_;
};

// `executor` runs Next(); it outlives `streams`, as that does the stream.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatch(OpenStreams& streams, Executor& executor,
                                                       Call call, std::unique_ptr<BytesWatch> watch,
                                                       StreamHost host);

}  // namespace broadsheet

// Streams as handlers see them: calls that block until a message has come or
// gone, in a thread of the stream's own.
#pragma once

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/message.h"

namespace broadsheet {

// One operation of a reactor at a time, waited for. Thread-safe.
class PendingOperation {
 public:
  // Called from gRPC when the operation that was started has ended.
  void Finish(bool ok) {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    ok_ = ok;
  }

  // Waits for the operation that was started, and makes ready for the next.
  bool Await() {
    absl::MutexLock lock(&mutex_, absl::Condition(&ended_));
    ended_ = false;
    return ok_;
  }

 private:
  absl::Mutex mutex_;
  bool ended_ = false;
  bool ok_ = false;
};

// The sending side of a stream, in bytes. Owned by gRPC: deletes itself when the
// call is done. Used by one thread.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // False where the caller is gone.
  virtual bool Write(const grpc::ByteBuffer& bytes) = 0;
  // Ends the call; nothing can be called after it.
  virtual void End(const grpc::Status& status) = 0;
};

class ServerStreamReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                                  public ByteStream {
 public:
  bool Write(const grpc::ByteBuffer& bytes) override {
    StartWrite(&bytes);
    return written_.Await();
  }
  void End(const grpc::Status& status) override { Finish(status); }

  void OnWriteDone(bool ok) override { written_.Finish(ok); }
  void OnDone() override { delete this; }

 private:
  PendingOperation written_;
};

class BidiReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                          public ByteStream {
 public:
  // False at the end of the caller's messages, or where the caller is gone.
  bool Read(grpc::ByteBuffer* bytes) {
    StartRead(bytes);
    return read_.Await();
  }
  bool Write(const grpc::ByteBuffer& bytes) override {
    StartWrite(&bytes);
    return written_.Await();
  }
  void End(const grpc::Status& status) override { Finish(status); }

  void OnReadDone(bool ok) override { read_.Finish(ok); }
  void OnWriteDone(bool ok) override { written_.Finish(ok); }
  void OnDone() override { delete this; }

 private:
  PendingOperation read_;
  PendingOperation written_;
};

// What a handler of a server stream writes to. Not thread-safe.
template <class Response>
class StreamWriter {
 public:
  explicit StreamWriter(ByteStream* bytes) : bytes_(bytes) {}

  // Waits until gRPC has taken the message: a slow caller slows the writer. False
  // where the caller is gone.
  [[nodiscard]] bool Write(const Response& response) {
    return bytes_->Write(SerializeMessage(response));
  }

 private:
  ByteStream* const bytes_;
};

// What a handler of a bidirectional stream reads from and writes to. Reading in
// one thread while another writes is allowed; otherwise not thread-safe.
template <class Request, class Response>
class Stream {
 public:
  explicit Stream(BidiReactor* bytes) : bytes_(bytes) {}

  // False at the end of the caller's messages, where the caller is gone, or
  // after a malformed message (then status() is not OK).
  [[nodiscard]] bool Read(Request* request) {
    grpc::ByteBuffer in;
    if (!bytes_->Read(&in)) return false;
    request->Clear();
    status_ = ParseMessage(in, request, kNulBytes<Request>);
    return status_.ok();
  }

  // As StreamWriter::Write.
  [[nodiscard]] bool Write(const Response& response) {
    return bytes_->Write(SerializeMessage(response));
  }

  // INVALID_ARGUMENT after a malformed message, else OK.
  const absl::Status& status() const { return status_; }

 private:
  BidiReactor* const bytes_;
  absl::Status status_;
};

}  // namespace broadsheet

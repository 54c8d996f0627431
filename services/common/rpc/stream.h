// Streams as handlers see them: calls that block until a message has come or
// gone, in a thread of the stream's own.
#pragma once

#include <grpcpp/grpcpp.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/message.h"

namespace broadsheet {

// RESOURCE_EXHAUSTED with reason SLOW_READER: the caller left a message unread for so long.
absl::Status SlowReader(absl::Duration timeout);

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
  bool Await() { return *Await(absl::InfiniteDuration()); }

  // The same for at most `timeout`; nothing where the operation goes on.
  std::optional<bool> Await(absl::Duration timeout) {
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(&ended_), timeout)) return std::nullopt;
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
  // Waits until gRPC has taken the bytes. CANCELLED where the caller is gone;
  // RESOURCE_EXHAUSTED with reason SLOW_READER where it has not read for as long
  // as a message may wait. Nothing can be written after an error.
  virtual absl::Status Write(const grpc::ByteBuffer& bytes) = 0;
  // Ends the call; nothing can be called after it.
  virtual void End(const grpc::Status& status) = 0;
};

// A reactor's writes, one after the other.
class PendingWrite {
 public:
  explicit PendingWrite(absl::Duration timeout) : timeout_(timeout) {}

  template <class Reactor>
  absl::Status Run(Reactor& reactor, const grpc::ByteBuffer& bytes) {
    bytes_ = bytes;  // gRPC may want them for longer than the writer waits
    reactor.StartWrite(&bytes_);
    const std::optional<bool> written = operation_.Await(timeout_);
    if (!written.has_value()) return SlowReader(timeout_);
    return *written ? absl::OkStatus() : absl::CancelledError("the caller is gone");
  }
  void Finish(bool ok) { operation_.Finish(ok); }

 private:
  const absl::Duration timeout_;
  grpc::ByteBuffer bytes_;
  PendingOperation operation_;
};

class ServerStreamReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                                  public ByteStream {
 public:
  explicit ServerStreamReactor(absl::Duration write_timeout) : write_(write_timeout) {}

  absl::Status Write(const grpc::ByteBuffer& bytes) override { return write_.Run(*this, bytes); }
  void End(const grpc::Status& status) override { Finish(status); }

  void OnWriteDone(bool ok) override { write_.Finish(ok); }
  void OnDone() override { delete this; }

 private:
  PendingWrite write_;
};

class BidiReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                          public ByteStream {
 public:
  explicit BidiReactor(absl::Duration write_timeout) : write_(write_timeout) {}

  // False at the end of the caller's messages, or where the caller is gone. Nothing
  // where `timeout` is over before: the next call goes on waiting for the same
  // message. The call may end while a message is waited for.
  std::optional<bool> Read(grpc::ByteBuffer* bytes, absl::Duration timeout) {
    if (!std::exchange(is_reading_, true)) StartRead(&read_bytes_);
    const std::optional<bool> read = read_.Await(timeout);
    if (read.has_value()) is_reading_ = false;
    if (read.value_or(false)) bytes->Swap(&read_bytes_);
    return read;
  }
  absl::Status Write(const grpc::ByteBuffer& bytes) override { return write_.Run(*this, bytes); }
  void End(const grpc::Status& status) override { Finish(status); }

  void OnReadDone(bool ok) override { read_.Finish(ok); }
  void OnWriteDone(bool ok) override { write_.Finish(ok); }
  void OnDone() override { delete this; }

 private:
  bool is_reading_ = false;
  grpc::ByteBuffer read_bytes_;
  PendingOperation read_;
  PendingWrite write_;
};

// What a handler of a server stream writes to. Not thread-safe.
template <class Response>
class StreamWriter {
 public:
  explicit StreamWriter(ByteStream* bytes) : bytes_(bytes) {}

  // Waits until gRPC has taken the message: a slow caller slows the writer. An
  // error (see ByteStream) ends the call, whatever the handler makes of it.
  [[nodiscard]] bool Write(const Response& response) {
    status_ = bytes_->Write(SerializeMessage(response));
    return status_.ok();
  }

  // Of the last write.
  const absl::Status& status() const { return status_; }

 private:
  ByteStream* const bytes_;
  absl::Status status_;
};

// What a handler of a bidirectional stream reads from and writes to. Reading in
// one thread while another writes is allowed; otherwise not thread-safe.
template <class Request, class Response>
class Stream {
 public:
  explicit Stream(BidiReactor* bytes) : bytes_(bytes), writer_(bytes) {}

  // False at the end of the caller's messages, where the caller is gone, or
  // after a malformed message (then status() is not OK). To be called by one
  // thread, as Write.
  [[nodiscard]] bool Read(Request* request) { return *Read(request, absl::InfiniteDuration()); }

  // The same for at most `timeout`: nothing where no message came, and the next
  // call goes on waiting for it. A handler may return meanwhile.
  [[nodiscard]] std::optional<bool> Read(Request* request, absl::Duration timeout) {
    grpc::ByteBuffer in;
    const std::optional<bool> read = bytes_->Read(&in, timeout);
    if (!read.value_or(false)) return read;
    request->Clear();
    read_status_ = ParseMessage(in, request, kNulBytes<Request>);
    return read_status_.ok();
  }

  // As StreamWriter::Write.
  [[nodiscard]] bool Write(const Response& response) { return writer_.Write(response); }

  // INVALID_ARGUMENT after a malformed message, the last write's error, else OK.
  absl::Status status() const { return read_status_.ok() ? writer_.status() : read_status_; }

 private:
  BidiReactor* const bytes_;
  StreamWriter<Response> writer_;
  absl::Status read_status_;
};

}  // namespace broadsheet

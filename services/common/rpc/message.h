// Messages as bytes on the wire.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"

namespace broadsheet {

// Parses a request. INVALID_ARGUMENT where the bytes are no such message, naming
// the field where a string is not UTF-8 or holds a NUL byte (PostgreSQL can
// store neither). Thread-safe.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message* message);

// Serialises an answer. Thread-safe.
grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message);

// An answer that is bytes already, so that a handler may return either.
inline grpc::ByteBuffer SerializeMessage(const grpc::ByteBuffer& bytes) { return bytes; }

}  // namespace broadsheet

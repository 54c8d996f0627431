// Messages as bytes on the wire.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"

namespace broadsheet {

// PostgreSQL's text can't hold a NUL byte.
enum class NulBytes { kRefused, kAllowed };

// Whether a request with a NUL byte in a string is refused as a whole.
// Specialised, beside the handler, for requests whose handler looks itself.
template <class Request>
inline constexpr NulBytes kNulBytes = NulBytes::kRefused;

// Parses a request. INVALID_ARGUMENT where the bytes are no such message, blaming
// the field, by its path, where a string is not UTF-8 or holds a NUL byte that is
// refused. CANCELLED where there are no bytes: the caller was gone before they came.
// Thread-safe.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message* message,
                          NulBytes nul_bytes = NulBytes::kRefused);

// Serialises an answer. Thread-safe.
grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message);

// An answer that is bytes already, so that a handler may return either.
inline grpc::ByteBuffer SerializeMessage(const grpc::ByteBuffer& bytes) { return bytes; }

}  // namespace broadsheet

// Answers put together from articles that are serialised already.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <string_view>

namespace broadsheet::query {

// How large a list grows before it ends early.
inline constexpr int64_t kMaxListBytes = 3 << 20;

// Appends a length-delimited field (a string, or a serialised message given in
// two parts that are its concatenation) to a message's bytes. `number` is below
// 16. Pure.
void AppendField(int number, std::string_view first, std::string_view second, std::string& bytes);

// `bytes` as the body of an answer.
grpc::ByteBuffer ToByteBuffer(std::string bytes);

}  // namespace broadsheet::query

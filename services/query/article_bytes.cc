#include "query/article_bytes.h"

#include <grpcpp/support/slice.h>

namespace broadsheet::query {
namespace {

void AppendVarint(uint64_t value, std::string& bytes) {
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
}

}  // namespace

void AppendField(int number, std::string_view first, std::string_view second, std::string& bytes) {
  constexpr int kLengthDelimited = 2;
  bytes.push_back(static_cast<char>(number << 3 | kLengthDelimited));
  AppendVarint(first.size() + second.size(), bytes);
  bytes.append(first).append(second);
}

grpc::ByteBuffer ToByteBuffer(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* data) { delete static_cast<std::string*>(data); },
      owned);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace broadsheet::query

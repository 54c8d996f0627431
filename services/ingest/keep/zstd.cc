#include "ingest/keep/zstd.h"

#include <zstd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

// Text comes to a fifth in it; higher levels take several times as long for a tenth less.
constexpr int kLevel = 3;

}  // namespace

std::string Compress(std::string_view bytes) {
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size = ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), kLevel);
  // With room for the worst case, only memory can be missing.
  if (ZSTD_isError(size) != 0) throw std::bad_alloc();
  frame.resize(size);
  return frame;
}

absl::StatusOr<std::string> Decompress(std::string_view frame, size_t most) {
  // Said in the frame by Compress(); unknown or in error it is a huge number.
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());  // NOLINT
  if (size > most) {
    return absl::DataLossError(absl::StrCat("kept bytes are damaged: a frame of ", frame.size(),
                                            " bytes that holds ", size));
  }
  std::string bytes(size, '\0');
  const size_t got = ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) != 0 || got != size) {
    return absl::DataLossError(absl::StrCat("kept bytes are damaged: ", ZSTD_getErrorName(got)));
  }
  return bytes;
}

}  // namespace broadsheet::ingest

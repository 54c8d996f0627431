#include "ingest/text/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr size_t kPiece = 64 << 10;

}  // namespace

bool IsGzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B\x08"); }

absl::StatusOr<std::string> Gunzip(std::string_view bytes, size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return absl::InternalError("zlib: no memory");
  const absl::Cleanup end = [&] { inflateEnd(&stream); };
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text;
  std::string piece(kPiece, '\0');
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    code = inflate(&stream, Z_NO_FLUSH);
    text.append(piece, 0, piece.size() - stream.avail_out);
    if (text.size() > most) {
      return absl::InvalidArgumentError(
          absl::StrCat("a gzip file that holds more than ", most, " bytes"));
    }
    const std::string_view rest(reinterpret_cast<const char*>(stream.next_in), stream.avail_in);
    if (code == Z_STREAM_END && IsGzip(rest)) code = inflateReset(&stream);
  }
  if (text.empty() && code != Z_STREAM_END) {
    return absl::InvalidArgumentError(absl::StrCat("a gzip file that can't be read: ",
                                                   stream.msg == nullptr ? "it ends" : stream.msg));
  }
  return text;
}

}  // namespace broadsheet::ingest

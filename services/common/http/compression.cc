#include "common/http/compression.h"

#include <zlib.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace broadsheet::http {
namespace {

constexpr size_t kWorthIt = 256;
constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr int kMemory = 8;  // zlib's default

bool IsText(const std::string& content_type) {
  for (const char* kind : {"text/", "application/json", "application/xml", "image/svg+xml"}) {
    if (absl::StartsWith(content_type, kind)) return true;
  }
  return absl::StrContains(content_type, "+xml");
}

// The quality of "gzip;q=0.5"; 1 where it has none, 0 where that is no number.
double QualityOf(const std::vector<absl::string_view>& parts) {
  for (size_t i = 1; i < parts.size(); ++i) {
    absl::string_view part = absl::StripAsciiWhitespace(parts[i]);
    double quality = 0;
    if (!absl::ConsumePrefix(&part, "q=")) continue;
    return absl::SimpleAtod(part, &quality) ? quality : 0;
  }
  return 1;
}

std::optional<std::string> Gzip(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string compressed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  if (!done) return std::nullopt;
  return compressed;
}

}  // namespace

bool TakesGzip(std::string_view accept_encoding) {
  bool any = false;
  const absl::string_view list(accept_encoding.data(), accept_encoding.size());
  for (absl::string_view coding : absl::StrSplit(list, ',')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(coding, ';');
    const absl::string_view name = absl::StripAsciiWhitespace(parts[0]);
    const bool taken = QualityOf(parts) > 0;
    if (absl::EqualsIgnoreCase(name, "gzip") || absl::EqualsIgnoreCase(name, "x-gzip")) {
      return taken;
    }
    if (name == "*") any = taken;
  }
  return any;
}

void Compress(const Request& request, Response* response) {
  if (response->body.size() < kWorthIt || !IsText(response->content_type)) return;
  if (!TakesGzip(request.Header("Accept-Encoding"))) return;
  std::optional<std::string> compressed = Gzip(response->body);
  if (!compressed) return;
  response->body = *std::move(compressed);
  response->headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace broadsheet::http

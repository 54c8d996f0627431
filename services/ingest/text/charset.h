// Bytes of a feed or page -> UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// The charset parameter of a Content-Type such as "text/html; charset=gbk";
// empty without one.
std::string CharsetOfContentType(std::string_view content_type);

// `bytes` as UTF-8 without a byte order mark. What says how they are encoded, in
// this order: a byte order mark, `http_charset` (may be empty), the declaration
// of an XML document or HTML page, being valid UTF-8, detection. GB2312 and GBK
// are read as GB18030. INVALID_ARGUMENT names an encoding that nobody knows, the
// byte that is wrong in it, or the byte that is NUL. Thread-safe.
absl::StatusOr<std::string> ToUtf8(std::string_view bytes, std::string_view http_charset);

}  // namespace broadsheet::ingest

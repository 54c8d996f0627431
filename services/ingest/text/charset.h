// Bytes of a feed or page -> UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// The charset parameter of a Content-Type such as "text/html; charset=gbk";
// empty without one.
std::string CharsetOfContentType(std::string_view content_type);

struct DecodedText {
  // Valid UTF-8 without a byte order mark and without NUL.
  std::string text;
  // What was wrong first, such as "invalid UTF-8 at byte 566 (0xe7)"; empty where nothing
  // was.
  std::string defect;
};

// `bytes` as UTF-8. What says how they are encoded, in this order: a byte order mark, being
// unmistakably UTF-8, `http_charset` (may be empty), the declaration of an XML document or
// HTML page, detection. Labels mean what the WHATWG Encoding standard says (GB2312 is
// GB18030, EUC-KR is cp949); unknown ones are passed over, and so is an encoding that the
// bytes are not in, as long as another one fits better. Where none fits, what can't be read
// is U+FFFD, or the character of windows-1252 for a lone byte of 0x80 to 0x9F among UTF-8.
// NUL is dropped. Linear in the size. Thread-safe.
DecodedText ToUtf8(std::string_view bytes, std::string_view http_charset);

}  // namespace broadsheet::ingest

#include "ingest/text/charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Where a page may declare its charset.
constexpr size_t kDeclarationBytes = 4096;
constexpr size_t kDetectionBytes = 64 << 10;

// The value behind `name` and "=", with or without quotes.
std::string ValueOf(std::string_view text, std::string_view name) {
  size_t at = text.find(name);
  if (at == std::string_view::npos) return "";
  at = text.find_first_not_of(" \t\r\n", at + name.size());
  if (at == std::string_view::npos || text[at] != '=') return "";
  at = text.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string_view::npos) return "";
  const size_t end = text.find_first_of(" \t\r\n\"';>?/", at);
  return std::string(text.substr(at, end == std::string_view::npos ? end : end - at));
}

std::string CharsetOfMark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
  if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
  return "";
}

std::string DeclaredCharset(std::string_view bytes) {
  const std::string head = AsciiLower(bytes.substr(0, kDeclarationBytes));
  if (const size_t xml = head.find("<?xml"); xml != std::string::npos && xml < 16) {
    const std::string declaration = head.substr(xml, head.find("?>", xml) - xml);
    return ValueOf(declaration, "encoding");
  }
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
    const std::string tag = head.substr(at, head.find('>', at) - at);
    if (std::string charset = ValueOf(tag, "charset"); !charset.empty()) return charset;
  }
  return "";
}

std::string DetectedCharset(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&error),
                                                                            &ucsdet_close);
  const std::string_view sample = bytes.substr(0, kDetectionBytes);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &error);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &error);
  const char* name = match != nullptr ? ucsdet_getName(match, &error) : nullptr;
  return U_SUCCESS(error) && name != nullptr ? name : "windows-1252";
}

// What the web means by a label (WHATWG Encoding), where ICU reads it narrower.
std::string_view Meaning(std::string_view label) {
  if (label == "gb2312" || label == "gbk" || label == "gb_2312-80" || label == "x-gbk" ||
      label == "cp936" || label == "hz-gb-2312") {
    return "gb18030";
  }
  if (label == "big5" || label == "big5-hkscs" || label == "x-x-big5") return "big5-hkscs";
  if (label == "iso-8859-1" || label == "latin1" || label == "us-ascii" || label == "ascii") {
    return "windows-1252";
  }
  if (label == "utf8") return "utf-8";
  if (label == "utf-16") return "utf-16le";
  return label;
}

bool IsUtf8(std::string_view label) { return label == "utf-8"; }

absl::StatusOr<std::string> Convert(std::string_view bytes, const std::string& label) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> from(ucnv_open(label.c_str(), &error),
                                                                &ucnv_close);
  if (U_FAILURE(error))
    return InvalidField("charset", absl::StrCat("unknown encoding \"",
                                                absl::CHexEscape(label.substr(0, 40)), "\""));
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> to(ucnv_open("utf-8", &error),
                                                              &ucnv_close);
  std::string result(bytes.size() * 3 + 16, '\0');
  char* target = result.data();
  const char* source = bytes.data();
  // A wrong character in a page becomes U+FFFD, as browsers show it.
  ucnv_convertEx(to.get(), from.get(), &target, target + result.size(), &source,
                 source + bytes.size(), nullptr, nullptr, nullptr, nullptr, true, true, &error);
  if (U_FAILURE(error)) {
    return InvalidField("charset", absl::StrCat("not ", label, " at byte ", source - bytes.data()));
  }
  result.resize(target - result.data());
  return result;
}

absl::Status CheckNul(std::string_view text) {
  const size_t at = text.find('\0');
  if (at == std::string_view::npos) return absl::OkStatus();
  return InvalidField("content", absl::StrCat("has a NUL byte at offset ", at));
}

}  // namespace

std::string CharsetOfContentType(std::string_view content_type) {
  return ValueOf(AsciiLower(content_type), "charset");
}

absl::StatusOr<std::string> ToUtf8(std::string_view bytes, std::string_view http_charset) {
  std::string label = CharsetOfMark(bytes);
  const bool marked = !label.empty();
  if (!marked) label = AsciiLower(http_charset);
  if (label.empty()) label = DeclaredCharset(bytes);
  // Whoever can read a declaration of UTF-16 as ASCII is not reading UTF-16.
  if (!marked && absl::StartsWith(label, "utf-16") && bytes.find('\0') == std::string_view::npos) {
    label = "utf-8";
  }
  if (label.empty()) {
    label = CheckText("content", bytes).ok() ? "utf-8" : AsciiLower(DetectedCharset(bytes));
  }
  label = std::string(Meaning(label));
  if (IsUtf8(label)) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    RETURN_IF_ERROR(CheckText("content", bytes));
    return std::string(bytes);
  }
  if (marked) bytes.remove_prefix(2);
  ASSIGN_OR_RETURN(std::string text, Convert(bytes, label));
  RETURN_IF_ERROR(CheckNul(text));
  return text;
}

}  // namespace broadsheet::ingest

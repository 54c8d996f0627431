#include "ingest/imports/file_format.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

using Header = v1::ImportHeader;

// By the first key: an Article has none of Ghost's.
Header::Format FormatOfJson(absl::string_view text) {
  if (absl::StrContains(text, "jsonfeed.org/version")) return Header::FORMAT_FEED;
  const absl::string_view key = absl::StripLeadingAsciiWhitespace(text.substr(1));
  for (const char* mark : {"\"db\"", "\"data\"", "\"meta\""}) {
    if (absl::StartsWith(key, mark)) return Header::FORMAT_GHOST;
  }
  return Header::FORMAT_JSONL;
}

Header::Format FormatOfXml(absl::string_view text) {
  if (absl::StrContains(text, "wordpress.org/export/") || absl::StrContains(text, "<wp:")) {
    return Header::FORMAT_WXR;
  }
  const bool list = absl::StrContains(absl::AsciiStrToLower(text), "<opml");
  return list ? Header::FORMAT_OPML : Header::FORMAT_FEED;
}

// Whether it is XML behind something that a server printed before it.
bool HasXml(absl::string_view text) {
  for (const char* mark : {"<?xml", "<rss", "<feed", "<opml", "<rdf:RDF"}) {
    if (absl::StrContains(text, mark)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Header::Format> RecogniseFormat(std::string_view beginning) {
  absl::string_view text(beginning.data(), beginning.size());
  if (absl::StartsWith(text, "PK\x03\x04")) return Header::FORMAT_SUBSTACK;
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  text = absl::StripLeadingAsciiWhitespace(text);
  const char c = text.empty() ? '\0' : text[0];
  if (c == '{') return FormatOfJson(text);
  // Bytes of UTF-16, too, are left for the parser to judge.
  if (c == '<' || c == '\xFF' || c == '\xFE' || HasXml(text)) return FormatOfXml(text);
  return InvalidField("header.format",
                      "the file begins like no feed, JSONL, WXR, OPML, Ghost or Substack file");
}

}  // namespace broadsheet::ingest

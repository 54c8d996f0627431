#include "query/uri_key.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace broadsheet::query {
namespace {

bool IsUnreserved(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// What needs no percent-encoding has none; what is not ASCII has one.
std::string Unescaped(absl::string_view text) {
  const auto escape = [](unsigned char c) {
    return absl::StrCat("%", absl::AsciiStrToUpper(absl::StrCat(absl::Hex(c, absl::kZeroPad2))));
  };
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    const bool is_escape = c == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
                           absl::ascii_isxdigit(text[i + 2]);
    if (is_escape) {
      c = static_cast<unsigned char>(absl::HexStringToBytes(text.substr(i + 1, 2))[0]);
      i += 2;
      result += IsUnreserved(c) ? std::string(1, static_cast<char>(c)) : escape(c);
    } else {
      result += c < 0x80 ? std::string(1, static_cast<char>(c)) : escape(c);
    }
  }
  return result;
}

std::string HostOf(absl::string_view authority, absl::string_view default_port) {
  const size_t at = authority.rfind('@');
  if (at != absl::string_view::npos) authority.remove_prefix(at + 1);
  const std::string lower = absl::AsciiStrToLower(authority);
  absl::string_view host = absl::StripSuffix(lower, default_port);
  absl::ConsumePrefix(&host, "www.");
  return std::string(absl::StripSuffix(host, "."));
}

}  // namespace

std::string UriKey(std::string_view uri) {
  absl::string_view page = absl::StripAsciiWhitespace(absl::string_view(uri.data(), uri.size()));
  absl::string_view default_port = ":443";
  if (absl::StartsWithIgnoreCase(page, "https://")) {
    page.remove_prefix(8);
  } else if (absl::StartsWithIgnoreCase(page, "http://")) {
    page.remove_prefix(7);
    default_port = ":80";
  }
  page = page.substr(0, page.find('#'));
  const size_t host_size = std::min(page.find_first_of("/?"), page.size());
  absl::string_view rest = page.substr(host_size);
  while (absl::ConsumeSuffix(&rest, "/") || absl::ConsumeSuffix(&rest, "?")) {
  }
  return absl::StrCat(HostOf(page.substr(0, host_size), default_port), Unescaped(rest));
}

std::vector<std::string> SiteSpellings(std::string_view uri) {
  std::vector<std::string> spellings = {std::string(uri)};
  absl::string_view host(uri.data(), uri.size());
  const size_t scheme_end = host.find("://");
  host.remove_prefix(scheme_end == absl::string_view::npos ? 0 : scheme_end + 3);
  const bool is_plain =
      absl::StartsWithIgnoreCase(absl::string_view(uri.data(), uri.size()), "http:");
  const bool has_www = absl::StartsWithIgnoreCase(host, "www.");
  const std::string site =
      absl::StrCat(is_plain ? "http://" : "https://", has_www ? "www." : "", UriKey(uri));
  for (const std::string& spelling : {site + "/", site}) {
    if (spelling != uri) spellings.push_back(spelling);
  }
  return spellings;
}

}  // namespace broadsheet::query

#include "web/links.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "web/readable_host.h"

namespace broadsheet::web {
namespace {

// RFC 3986, section 2.3.
bool IsUnreserved(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

std::string Encode(std::string_view text, bool keep_slashes) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (char c : text) {
    if (IsUnreserved(c) || (keep_slashes && c == '/')) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return encoded;
}

}  // namespace

std::string EncodePath(std::string_view path) { return Encode(path, true); }

std::string EncodeParameter(std::string_view value) { return Encode(value, false); }

std::string SlugOf(std::string_view resource_name) {
  return std::string(resource_name.substr(resource_name.find('/') + 1));
}

std::string CategoryLink(std::string_view category) {
  return absl::StrCat("/category/", EncodeParameter(SlugOf(category)), "/");
}

std::string TagLink(std::string_view tag) {
  return absl::StrCat("/tag/", EncodeParameter(tag), "/");
}

std::string MentionLink(std::string_view entity) {
  return absl::StrCat("/about/", EncodeParameter(entity), "/");
}

std::string ArticleLink(std::string_view path) { return absl::StrCat("/", EncodePath(path)); }

std::string WithParameters(std::string_view path, const Parameters& parameters) {
  std::string link(path);
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    link.push_back(separator);
    absl::StrAppend(&link, EncodeParameter(name), "=", EncodeParameter(value));
    separator = '&';
  }
  return link;
}

bool IsWebUri(std::string_view uri) {
  const absl::string_view text(uri.data(), uri.size());
  return absl::StartsWithIgnoreCase(text, "https://") ||
         absl::StartsWithIgnoreCase(text, "http://");
}

std::string WebUriOrEmpty(const std::string& uri) { return IsWebUri(uri) ? uri : ""; }

std::string HostOf(std::string_view uri) {
  const size_t start = uri.find("://");
  if (start == std::string_view::npos) return "";
  std::string_view host = uri.substr(start + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  host = host.substr(host.find('@') + 1);
  absl::string_view shown(host.data(), host.size());
  absl::ConsumePrefix(&shown, "www.");
  return ReadableHost(std::string(shown));
}

}  // namespace broadsheet::web

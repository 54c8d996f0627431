#include "ingest/text/canonical_uri.h"

#include <curl/curl.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "ingest/text/text.h"
#include "ingest/tracking_parameters.h"

namespace broadsheet::ingest {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

constexpr size_t kMaxUriBytes = 8192;

std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* value = nullptr;
  if (curl_url_get(url, part, &value, flags) != CURLUE_OK) return "";
  std::string result = value;
  curl_free(value);
  return result;
}

bool IsUnreserved(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string Escaped(unsigned char c) {
  return absl::StrCat("%", absl::AsciiStrToUpper(absl::StrCat(absl::Hex(c, absl::kZeroPad2))));
}

// What may not stand in a URI is percent-encoded (a "%" that begins no encoding, too:
// it could with what is decoded behind it); a percent-encoding of what
// needs none is undone (RFC 3986, 6.2.2).
std::string NormaliseEscapes(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = text[i];
    if (c == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
        absl::ascii_isxdigit(text[i + 2])) {
      const auto value =
          static_cast<unsigned char>(absl::HexStringToBytes({text.data() + i + 1, 2})[0]);
      result += IsUnreserved(value) ? std::string(1, static_cast<char>(value)) : Escaped(value);
      i += 2;
    } else if (c == '%' || c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' ||
               c == '^' || c == '`' || c == '{' || c == '}' || c == '|') {
      result += Escaped(c);
    } else {
      result += static_cast<char>(c);
    }
  }
  return result;
}

// As browsers take it out of an attribute: no white space around, no line breaks
// inside.
std::string Trimmed(std::string_view reference) {
  std::string result;
  for (const char c :
       absl::StripAsciiWhitespace(absl::string_view(reference.data(), reference.size()))) {
    if (c != '\t' && c != '\n' && c != '\r') result += c;
  }
  return NormaliseEscapes(result);
}

absl::StatusOr<Url> Parse(std::string_view base, std::string_view reference) {
  for (const std::string_view uri : {base, reference}) {
    if (uri.size() <= kMaxUriBytes) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("URI of ", uri.size(), " bytes; at most ", kMaxUriBytes));
  }
  Url url(curl_url(), &curl_url_cleanup);
  constexpr unsigned kFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE;
  if (!base.empty() &&
      curl_url_set(url.get(), CURLUPART_URL, Trimmed(base).c_str(), kFlags) != CURLUE_OK) {
    return absl::InvalidArgumentError(absl::StrCat("base \"", std::string(base), "\" is no URI"));
  }
  std::string relative = Trimmed(reference);
  // Libcurl takes a file name off its base for these, too.
  if (!base.empty() && absl::StartsWith(relative, "#")) {
    curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    const std::string page = Part(url.get(), CURLUPART_URL);
    relative = relative == "#" ? page : page + relative;
  }
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, relative.c_str(), kFlags);
  if (code != CURLUE_OK) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", std::string(reference), "\" is no absolute URI: ", curl_url_strerror(code)));
  }
  return url;
}

// tracking_parameters.txt, as it is looked up: by the name, or what names begin with.
struct TrackingParameters {
  // Values begin with that; "" is any.
  std::map<std::string, std::string> values_by_name;
  std::vector<std::string> prefixes;
};

TrackingParameters ReadTrackingParameters() {
  TrackingParameters read;
  for (const absl::string_view line : absl::StrSplit(kTrackingParameters, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const size_t equals = line.find('=');
    if (equals != absl::string_view::npos) {
      read.values_by_name.emplace(line.substr(0, equals),
                                  absl::StripSuffix(line.substr(equals + 1), "*"));
    } else if (absl::EndsWith(line, "*")) {
      read.prefixes.emplace_back(absl::StripSuffix(line, "*"));
    } else {
      read.values_by_name.emplace(line, "");
    }
  }
  return read;
}

bool IsTracking(absl::string_view parameter) {
  static const auto* const kKnown = new TrackingParameters(ReadTrackingParameters());
  const std::string lower = absl::AsciiStrToLower(parameter);
  const size_t equals = std::min(lower.find('='), lower.size());
  const std::string name = lower.substr(0, equals);
  const auto found = kKnown->values_by_name.find(name);
  if (found != kKnown->values_by_name.end()) {
    return absl::StartsWith(lower.substr(std::min(equals + 1, lower.size())), found->second);
  }
  return std::any_of(kKnown->prefixes.begin(), kKnown->prefixes.end(),
                     [&](const std::string& prefix) { return absl::StartsWith(name, prefix); });
}

void DropTracking(CURLU* url) {
  const std::string query = Part(url, CURLUPART_QUERY);
  if (query.empty()) {
    curl_url_set(url, CURLUPART_QUERY, nullptr, 0);
    return;
  }
  std::vector<absl::string_view> kept;
  for (const absl::string_view parameter : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    if (!IsTracking(parameter)) kept.push_back(parameter);
  }
  const std::string joined = absl::StrJoin(kept, "&");
  curl_url_set(url, CURLUPART_QUERY, kept.empty() ? nullptr : joined.c_str(), 0);
}

// libcurl decodes what is percent-encoded in a host, whatever it is.
bool IsHost(const std::string& host) {
  if (host.empty() || !CheckText("host", host).ok()) return false;
  if (host[0] == '[') return true;
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=";
  return std::all_of(host.begin(), host.end(), [&](unsigned char c) {
    return absl::ascii_isalnum(c) || c >= 0x80 || kMarks.find(c) != std::string_view::npos;
  });
}

bool IsHttp(CURLU* url) {
  const std::string scheme = Part(url, CURLUPART_SCHEME);
  return (scheme == "http" || scheme == "https") && IsHost(Part(url, CURLUPART_HOST));
}

// As name servers know it: "xn--bcher-kva.example" for "bücher.example" (UTS #46). What
// that can't be made of is no host.
std::string AsciiHost(const std::string& host) {
  if (std::none_of(host.begin(), host.end(), [](char c) { return (c & 0x80) != 0; })) return host;
  UErrorCode error = U_ZERO_ERROR;
  static const auto* const kIdna = icu::IDNA::createUTS46Instance(
      UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, error);
  if (kIdna == nullptr) return "";
  icu::IDNAInfo info;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  kIdna->nameToASCII_UTF8(host, sink, info, error);
  return U_FAILURE(error) || info.hasErrors() ? "" : ascii;
}

// Whether the host ended with dots or was not ASCII, and so may be read as something else
// now ("１２７.1"). A host that this leaves nothing of is none.
bool LowerHost(CURLU* url) {
  const std::string given = absl::AsciiStrToLower(Part(url, CURLUPART_HOST));
  const std::string host = AsciiHost(given.substr(0, given.find_last_not_of('.') + 1));
  const bool ok = curl_url_set(url, CURLUPART_HOST, host.c_str(), 0) == CURLUE_OK;
  if (!ok || host.empty()) curl_url_set(url, CURLUPART_HOST, nullptr, 0);
  return ok && !host.empty() && host != given;
}

}  // namespace

absl::StatusOr<std::string> ResolveUri(std::string_view base, std::string_view reference) {
  ASSIGN_OR_RETURN(Url url, Parse(base, reference));
  return Part(url.get(), CURLUPART_URL);
}

absl::StatusOr<std::string> CanonicalUri(std::string_view uri) {
  ASSIGN_OR_RETURN(Url url, Parse("", uri));
  if (LowerHost(url.get())) return CanonicalUri(Part(url.get(), CURLUPART_URL));
  if (!IsHttp(url.get())) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", std::string(uri), "\" is not http or https"));
  }
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
  curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
  DropTracking(url.get());
  return Part(url.get(), CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
}

std::string LinkTarget(std::string_view base, std::string_view reference) {
  if (reference.size() > kMaxUriBytes) return "";
  const std::string trimmed = Trimmed(reference);
  if (absl::StartsWithIgnoreCase(trimmed, "mailto:")) return trimmed;
  if (trimmed.empty()) return "";
  absl::StatusOr<Url> url = Parse(base, trimmed);
  if (!url.ok()) return "";
  if (LowerHost(url->get())) return LinkTarget("", Part(url->get(), CURLUPART_URL));
  if (!IsHttp(url->get())) return "";
  DropTracking(url->get());
  return Part(url->get(), CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
}

std::string SiteOf(std::string_view uri) {
  const absl::StatusOr<std::string> canonical = CanonicalUri(uri);
  if (!canonical.ok()) return "";
  return canonical->substr(0, canonical->find('/', canonical->find("://") + 3) + 1);
}

std::string PathOf(std::string_view uri) {
  const absl::StatusOr<Url> url = Parse("", uri);
  return url.ok() ? Part(url->get(), CURLUPART_PATH) : "";
}

bool SamePage(std::string_view a, std::string_view b) {
  const auto key = [](std::string_view uri) -> std::string {
    const absl::StatusOr<std::string> canonical = CanonicalUri(uri);
    if (!canonical.ok()) return "";
    absl::string_view rest(*canonical);
    rest.remove_prefix(rest.find("://") + 3);
    return std::string(absl::StripSuffix(absl::StripPrefix(rest, "www."), "/"));
  };
  const std::string key_a = key(a);
  return !key_a.empty() && key_a == key(b);
}

bool SameSite(std::string_view a, std::string_view b) {
  // With a dot before the host.
  const auto key = [](std::string_view uri) -> std::string {
    const std::string site = SiteOf(uri);
    if (site.empty()) return "";
    const absl::string_view host = absl::string_view(site).substr(site.find("://") + 3);
    return absl::StrCat(".", absl::StripPrefix(host, "www."));
  };
  const std::string key_a = key(a);
  const std::string key_b = key(b);
  if (key_a.empty() || key_b.empty()) return false;
  return absl::EndsWith(key_a, key_b) || absl::EndsWith(key_b, key_a);
}

}  // namespace broadsheet::ingest

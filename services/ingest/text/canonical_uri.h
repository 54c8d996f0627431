// URIs: made absolute, and brought into the one form that identifies a page.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// `reference` resolved against `base` (absolute, or empty where `reference` must
// be absolute). INVALID_ARGUMENT names what is no URI. Any scheme.
absl::StatusOr<std::string> ResolveUri(std::string_view base, std::string_view reference);

// The form of an absolute http or https URI that identifies a page: scheme and
// host in lower case, the host in ASCII (IDNA), no default port, no dot segments, no
// user, no fragment, no tracking parameters, percent-encoding in upper case and only
// where needed.
// INVALID_ARGUMENT names the value where it is none. Idempotent.
absl::StatusOr<std::string> CanonicalUri(std::string_view uri);

// What a link in an article may lead to: `reference` resolved against `base`,
// without tracking parameters. Empty unless it is http, https or mailto.
std::string LinkTarget(std::string_view base, std::string_view reference);

// The front page of the site of an absolute URI: "https://example.com/".
// Empty where it is none.
std::string SiteOf(std::string_view uri);

// Path of an absolute URI; empty where it is none.
std::string PathOf(std::string_view uri);

// Whether two absolute http(s) URIs are one page, but for scheme, "www." and a
// slash at the end.
bool SamePage(std::string_view a, std::string_view b);

// Whether two absolute http(s) URIs are of one site: their hosts are the same, or the one is
// below the other, but for scheme and "www.".
bool SameSite(std::string_view a, std::string_view b);

}  // namespace broadsheet::ingest

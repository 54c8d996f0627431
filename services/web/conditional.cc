#include "web/conditional.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/sha256.h"

namespace broadsheet::web {

std::string ETagOf(const Response& response) {
  return absl::StrCat("W/\"", absl::BytesToHexString(Sha256(response.body)).substr(0, 24), "\"");
}

bool IsUnchanged(std::string_view etag, std::string_view if_none_match) {
  const std::string_view opaque = etag.substr(etag.find('"'));
  const std::vector<std::string> candidates = absl::StrSplit(std::string(if_none_match), ',');
  for (absl::string_view candidate : candidates) {
    candidate = absl::StripAsciiWhitespace(candidate);
    if (candidate == "*") return true;
    absl::ConsumePrefix(&candidate, "W/");
    if (candidate == absl::string_view(opaque.data(), opaque.size())) return true;
  }
  return false;
}

}  // namespace broadsheet::web

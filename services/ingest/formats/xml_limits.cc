#include "ingest/formats/xml_limits.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxAttributes = 500;
constexpr std::string_view kSpace = " \t\r\n";

// The values that stand quoted behind a "=" in `tag`, as long as it is
// well-formed: no parser reads on behind an error.
size_t Attributes(std::string_view tag) {
  size_t count = 0;
  size_t at = tag.find_first_of("=>");
  while (at < tag.size() && tag[at] == '=') {
    at = tag.find_first_not_of(kSpace, at + 1);
    if (at >= tag.size() || (tag[at] != '"' && tag[at] != '\'')) break;
    at = tag.find(tag[at], at + 1);
    if (at >= tag.size()) break;
    ++count;
    at = tag.find_first_of("=>", at + 1);
  }
  return count;
}

}  // namespace

absl::Status CheckXmlAttributes(std::string_view xml) {
  for (size_t at = xml.find('<'); at < xml.size();) {
    // No attribute has a "<" in its value.
    const size_t next = std::min(xml.find('<', at + 1), xml.size());
    if (const size_t count = Attributes(xml.substr(at, next - at)); count > kMaxAttributes) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", 1 + std::count(xml.begin(), xml.begin() + at, '\n'), ": ", count,
                       " attributes of one element; at most ", kMaxAttributes));
    }
    at = next;
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest

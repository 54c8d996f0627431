#include "ingest/pages/page_title.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

struct Separator {
  std::string_view mark;
  // Whether it divides a headline from a site even where nothing says what the site is.
  bool sure;
};

constexpr Separator kSeparators[] = {{" – ", true},  {" — ", true}, {" | ", true},  {" · ", true},
                                     {" » ", true},  {" « ", true}, {" • ", true},  {" :: ", true},
                                     {"_", true},    {"－", true},  {"--", true},   {"|", true},
                                     {" - ", false}, {": ", false}, {" / ", false}, {" @ ", false}};

bool IsLikeHost(const std::string& part, const std::string& uri) {
  std::string site = SiteOf(uri);
  site.erase(0, std::min(site.find("://") + 3, site.size()));
  const std::string folded = Fingerprint(part);
  return folded.size() >= 4 && absl::StrContains(Fingerprint(site), folded);
}

}  // namespace

std::string WithoutSite(const std::string& title, const std::string& site, const std::string& uri) {
  const std::string folded = Fingerprint(site);
  for (const Separator& separator : kSeparators) {
    const size_t last = title.rfind(separator.mark);
    if (last == std::string::npos || last == 0) continue;
    const std::string tail = title.substr(last + separator.mark.size());
    if (tail.empty()) continue;
    if (!folded.empty() && Fingerprint(tail) == folded) {
      return CollapseSpace(title.substr(0, last));
    }
    const size_t first = title.find(separator.mark);
    if (!folded.empty() && Fingerprint(title.substr(0, first)) == folded) {
      return CollapseSpace(title.substr(first + separator.mark.size()));
    }
    if (folded.empty() && (separator.sure || IsLikeHost(tail, uri))) {
      return CollapseSpace(title.substr(0, last));
    }
  }
  return title;
}

std::string SiteInTitle(const std::string& title, const std::string& headline) {
  for (const Separator& separator : kSeparators) {
    const size_t at = title.rfind(separator.mark);
    if (at == std::string::npos || at == 0) continue;
    if (Fingerprint(title.substr(0, at)) != Fingerprint(headline)) continue;
    return CollapseSpace(title.substr(at + separator.mark.size()));
  }
  return "";
}

}  // namespace broadsheet::ingest

#include "ingest/pages/page_title.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
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

// Whether `part` stands in `whole` with no letter beside it.
bool IsApart(const std::string& part, const std::string& whole) {
  const size_t at = whole.find(part);
  if (at == std::string::npos) return false;
  const size_t end = at + part.size();
  const auto is_mark = [&](size_t i) {
    return absl::ascii_isspace(static_cast<unsigned char>(whole[i])) ||
           absl::ascii_ispunct(static_cast<unsigned char>(whole[i]));
  };
  return (at == 0 || is_mark(at - 1)) && (end == whole.size() || is_mark(end));
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

std::string AgreedTitle(const std::vector<std::string>& shown,
                        const std::vector<std::string>& stated) {
  constexpr size_t kTellingBytes = 8;
  std::vector<std::string> titles;
  for (const std::string& title : stated) titles.push_back(Fingerprint(title));
  std::string alike;
  for (const std::string& heading : shown) {
    const std::string folded = Fingerprint(heading);
    for (size_t i = 0; i < titles.size(); ++i) {
      if (folded.empty() || titles[i].empty()) continue;
      if (folded == titles[i]) return heading;
      const bool heading_is_part = absl::StrContains(titles[i], folded);
      const bool title_is_part = absl::StrContains(folded, titles[i]);
      const size_t less = std::min(folded.size(), titles[i].size());
      const size_t more = std::max(folded.size(), titles[i].size());
      if (alike.empty() && less >= kTellingBytes && less * 2 >= more) {
        if (heading_is_part) alike = heading;
        if (title_is_part) alike = IsApart(stated[i], heading) ? stated[i] : heading;
      }
    }
  }
  return alike;
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

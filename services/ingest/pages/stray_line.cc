#include "ingest/pages/stray_line.h"

#include <set>
#include <string_view>

#include "ingest/text/dates.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// As Fingerprint() leaves them.
bool AnnouncesAdvertisement(const std::string& folded) {
  static const auto* const kLines = new std::set<std::string>([] {
    std::set<std::string> lines;
    for (const char* line : {"ad",
                             "advert",
                             "advertisement",
                             "advertising",
                             "sponsored",
                             "anzeige",
                             "werbung",
                             "publicidad",
                             "publicité",
                             "pubblicità",
                             "publicidade",
                             "reklama",
                             "reklam",
                             "реклама",
                             "advertentie",
                             "annons",
                             "annonce",
                             "广告",
                             "廣告",
                             "広告",
                             "광고",
                             "continue reading below",
                             "story continues below",
                             "article continues below",
                             "story continues below advertisement",
                             "article continues below advertisement",
                             "advertisement continue reading below",
                             "scroll to continue",
                             "read more",
                             "close",
                             "caption",
                             "video",
                             "share",
                             "share this",
                             "print",
                             "email",
                             "comments",
                             "watch"}) {
      lines.insert(Fingerprint(line));
    }
    return lines;
  }());
  return kLines->contains(folded);
}

bool IsByline(const std::string& folded, const std::vector<std::string>& authors) {
  constexpr size_t kLongestBy = 4;  // bytes: "by", "von", "par"
  for (const std::string& author : authors) {
    const std::string name = Fingerprint(author);
    if (name.empty() || folded.size() < name.size()) continue;
    if (folded.size() - name.size() <= kLongestBy &&
        folded.compare(folded.size() - name.size(), name.size(), name) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string DateOfLine(const std::string& line) {
  constexpr int kMostWords = 3;
  if (line.find_first_of("0123456789") == std::string::npos) return "";
  std::string_view rest = line;
  for (int words = 0; words <= kMostWords; ++words) {
    // A number alone is one of a list, a score or a year.
    if (rest.find_first_not_of("0123456789") == std::string_view::npos) return "";
    if (ParseDate(rest).has_value()) return std::string(rest);
    const size_t space = rest.find(' ');
    if (space == std::string_view::npos) return "";
    rest.remove_prefix(space + 1);
  }
  return "";
}

bool IsStrayLine(const std::string& line, const std::vector<std::string>& authors) {
  const std::string folded = Fingerprint(line);
  return AnnouncesAdvertisement(folded) || IsByline(folded, authors) || !DateOfLine(line).empty();
}

}  // namespace broadsheet::ingest

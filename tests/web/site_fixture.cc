#include "web/site_fixture.h"

#include "absl/strings/str_replace.h"

namespace broadsheet::web::testing {

std::string FindLink(const std::string& html, const std::string& text) {
  const std::string start = "href=\"";
  const size_t found = html.find(text);
  if (found == std::string::npos) return "";
  const size_t href = html.rfind(start, found);
  if (href == std::string::npos) return "";
  const size_t begin = href + start.size();
  return absl::StrReplaceAll(html.substr(begin, html.find('"', begin) - begin), {{"&amp;", "&"}});
}

}  // namespace broadsheet::web::testing

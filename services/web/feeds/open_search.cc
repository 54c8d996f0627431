#include "web/feeds/open_search.h"

#include <unicode/unistr.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "web/feeds/xml_writer.h"

namespace broadsheet::web {
namespace {

// At most 16 characters, says the specification.
std::string ShortName(const std::string& title) {
  constexpr int32_t kMost = 16;
  icu::UnicodeString name = icu::UnicodeString::fromUTF8(title);
  if (name.countChar32() <= kMost) return title;
  name.truncate(name.moveIndex32(0, kMost));
  std::string utf8;
  name.trim().toUTF8String(utf8);
  return utf8;
}

}  // namespace

Response OpenSearchDescription(const Site& site) {
  XmlWriter xml;
  xml.Start("OpenSearchDescription", {{"xmlns", "http://a9.com/-/spec/opensearch/1.1/"}});
  xml.Element("ShortName", ShortName(site.title));
  xml.Element("Description", absl::StrCat("Search the archive of ", site.title));
  xml.Start("Url", {{"type", "text/html"},
                    {"template", absl::StrCat(site.base_uri, "/search?q={searchTerms}")}});
  xml.End();
  xml.Element("Image", absl::StrCat(site.base_uri, "/favicon.svg"), {{"type", "image/svg+xml"}});
  xml.Element("InputEncoding", "UTF-8");
  Response response;
  response.content_type = "application/opensearchdescription+xml; charset=utf-8";
  response.body = xml.Finish();
  return response;
}

}  // namespace broadsheet::web

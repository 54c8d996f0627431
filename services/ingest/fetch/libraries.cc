#include "ingest/fetch/libraries.h"

#include <curl/curl.h>
#include <libxml/xmlversion.h>
#include <unicode/uversion.h>

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {

std::vector<std::string> Libraries() {
  return {absl::StrCat("libcurl ", curl_version_info(CURLVERSION_NOW)->version),
          absl::StrCat("libxml2 ", LIBXML_DOTTED_VERSION), absl::StrCat("ICU ", U_ICU_VERSION)};
}

}  // namespace broadsheet::ingest

#include "query/libraries.h"

#include <unicode/uversion.h>
#include <xapian.h>

#include "absl/strings/str_cat.h"

namespace broadsheet::query {

std::vector<std::string> Libraries() {
  return {absl::StrCat("Xapian ", Xapian::version_string()), absl::StrCat("ICU ", U_ICU_VERSION)};
}

}  // namespace broadsheet::query

#include "storage/archive_filter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/identity.h"
#include "storage/names.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {

absl::Status CheckFilter(const v1::ArchiveFilter& filter) {
  for (int i = 0; i < filter.categories_size(); ++i) {
    if (IsCategoryName(filter.categories(i))) continue;
    return InvalidField(absl::StrCat("filter.categories[", i, "]"),
                        absl::StrCat("'", filter.categories(i), "' is not categories/{slug}"));
  }
  if (filter.has_list_time_from() && !IsValidTimestamp(filter.list_time_from())) {
    return InvalidField("filter.list_time_from", "is no valid time");
  }
  if (filter.has_list_time_until() && !IsValidTimestamp(filter.list_time_until())) {
    return InvalidField("filter.list_time_until", "is no valid time");
  }
  return absl::OkStatus();
}

bool Matches(const v1::ArchiveFilter& filter, const Article& newest) {
  const absl::Time listed = ToTime(newest.list_time());
  if (filter.has_list_time_from() && listed < ToTime(filter.list_time_from())) return false;
  if (filter.has_list_time_until() && listed >= ToTime(filter.list_time_until())) return false;
  const auto& sites = filter.source_site_uris();
  const bool is_of_site = std::any_of(sites.begin(), sites.end(), [&](const std::string& site) {
    return IsSameSite(newest.source().site_uri(), site);
  });
  if (!sites.empty() && !is_of_site) return false;
  const auto& wanted = filter.categories();
  const auto& held = newest.categories();
  return wanted.empty() ||
         std::find_first_of(held.begin(), held.end(), wanted.begin(), wanted.end()) != held.end();
}

}  // namespace broadsheet::storage

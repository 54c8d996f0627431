#include "ingest/prepare/request_fields.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet::ingest {

absl::Status CheckCategory(const std::string& category, const std::string& path) {
  absl::string_view slug = category;
  if (absl::ConsumePrefix(&slug, "categories/") && IsSlug({slug.data(), slug.size()}))
    return absl::OkStatus();
  return InvalidField(path, absl::StrCat("'", category, "' is no categories/{slug}"));
}

absl::Status CheckCategories(const google::protobuf::RepeatedPtrField<std::string>& categories,
                             const std::string& path) {
  for (int i = 0; i < categories.size(); ++i) {
    RETURN_IF_ERROR(CheckCategory(categories[i], absl::StrCat(path, "[", i, "]")));
  }
  return absl::OkStatus();
}

absl::Status CheckWebUri(const std::string& uri, const std::string& path) {
  constexpr size_t kMaxUriBytes = 2048;
  if (uri.empty()) return InvalidField(path, "is required");
  const bool http =
      absl::StartsWithIgnoreCase(uri, "http://") || absl::StartsWithIgnoreCase(uri, "https://");
  if (!http) return InvalidField(path, absl::StrCat("'", uri, "' is no http or https URI"));
  if (uri.size() > kMaxUriBytes) {
    return InvalidField(path,
                        absl::StrCat("has ", uri.size(), " bytes, the limit is ", kMaxUriBytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> IdOfName(const std::string& name, std::string_view collection,
                                     const std::string& path) {
  const std::string prefix(collection);
  if (absl::StartsWith(name, prefix) && IsUuid(std::string_view(name).substr(prefix.size()))) {
    return name.substr(prefix.size());
  }
  return InvalidField(path, absl::StrCat("'", name, "' is no ", prefix, "{id}"));
}

absl::StatusOr<int64_t> PageSize(int32_t asked) {
  constexpr int64_t kDefault = 50;
  constexpr int64_t kMax = 100;
  if (asked < 0) return InvalidField("page_size", absl::StrCat(asked, " is negative"));
  return asked == 0 ? kDefault : std::min<int64_t>(asked, kMax);
}

}  // namespace broadsheet::ingest

#include "ingest/feed_rules.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxUriBytes = 2048;
constexpr int64_t kShortestPollSeconds = 60;
constexpr int64_t kLongestPollSeconds = 7 * 24 * 3600;

absl::Status CheckCategory(absl::string_view category, const std::string& path) {
  absl::string_view slug = category;
  if (absl::ConsumePrefix(&slug, "categories/") && IsSlug({slug.data(), slug.size()}))
    return absl::OkStatus();
  return InvalidField(path, absl::StrCat("'", category, "' is no categories/{slug}"));
}

}  // namespace

absl::Status CheckWebUri(const std::string& uri, const std::string& path) {
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

absl::Status CheckCategories(const google::protobuf::RepeatedPtrField<std::string>& categories,
                             const std::string& path) {
  for (int i = 0; i < categories.size(); ++i) {
    RETURN_IF_ERROR(CheckCategory(categories[i], absl::StrCat(path, "[", i, "]")));
  }
  return absl::OkStatus();
}

absl::Status CheckFeed(const v1::Feed& feed, const std::string& path) {
  RETURN_IF_ERROR(CheckWebUri(feed.uri(), absl::StrCat(path, ".uri")));
  if (!v1::Feed::Kind_IsValid(feed.kind())) {
    return InvalidField(absl::StrCat(path, ".kind"),
                        absl::StrCat(feed.kind(), " is no kind of feed"));
  }
  if (!v1::Feed::IdentityRule_IsValid(feed.identity_rule())) {
    return InvalidField(absl::StrCat(path, ".identity_rule"),
                        absl::StrCat(feed.identity_rule(), " is no identity rule"));
  }
  RETURN_IF_ERROR(
      CheckCategories(feed.default_categories(), absl::StrCat(path, ".default_categories")));
  for (const auto& [name, category] : feed.category_map()) {
    if (category.empty()) continue;
    RETURN_IF_ERROR(CheckCategory(category, absl::StrCat(path, ".category_map[\"", name, "\"]")));
  }
  const int64_t seconds = feed.poll_interval().seconds();
  if (feed.has_poll_interval() &&
      (seconds < kShortestPollSeconds || seconds > kLongestPollSeconds)) {
    return InvalidField(absl::StrCat(path, ".poll_interval"),
                        absl::StrCat(seconds, " s is not between 1 minute and 7 days"));
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

}  // namespace broadsheet::ingest

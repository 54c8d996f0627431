#include "ingest/feeds/feed_rules.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

constexpr int64_t kShortestPollSeconds = 60;
constexpr int64_t kLongestPollSeconds = 7 * 24 * 3600;

}  // namespace

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
  if (feed.read_archive() && feed.kind() == v1::Feed::KIND_ARCHIVE_PAGE) {
    return InvalidField(absl::StrCat(path, ".read_archive"),
                        "is for feeds; of a page, FetchPage follows the links to older ones");
  }
  const int64_t seconds = feed.poll_interval().seconds();
  if (feed.has_poll_interval() &&
      (seconds < kShortestPollSeconds || seconds > kLongestPollSeconds)) {
    return InvalidField(absl::StrCat(path, ".poll_interval"),
                        absl::StrCat(seconds, " s is not between 1 minute and 7 days"));
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest

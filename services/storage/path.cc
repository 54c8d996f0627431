#include "storage/path.h"

#include "absl/strings/str_cat.h"
#include "common/slug.h"

namespace broadsheet::storage {
namespace {

constexpr size_t kMaxSlugBytes = 80;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string BasePath(absl::Time list_time, std::string_view title, std::string_view article_id) {
  std::string slug = Slug(title, kMaxSlugBytes);
  // The first digits are the time: articles of one batch share them.
  if (slug.empty()) slug = std::string(article_id.substr(article_id.size() - 8));
  return absl::StrCat(absl::FormatTime("%E4Y/%m/%d/", list_time, absl::UTCTimeZone()), slug);
}

std::string NumberedPath(std::string_view base, int attempt) {
  return attempt == 1 ? std::string(base) : absl::StrCat(Absl(base), "-", attempt);
}

std::string UniquePath(std::string_view base, std::string_view article_id) {
  return absl::StrCat(Absl(base), "-", Absl(article_id));
}

}  // namespace broadsheet::storage

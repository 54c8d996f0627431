#include "storage/preconditions.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::storage {

absl::Status WrongState(const Article& article, absl::string_view what, const char* reason) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(article.name(), what)), reason,
                    {{"name", article.name()}});
}

absl::Status CheckStandsForItself(const ArticleState& state) {
  if (state.redacted) return WrongState(state.article, " is redacted", "ARTICLE_REDACTED");
  const std::string& target = state.article.merged_into();
  if (target.empty()) return absl::OkStatus();
  return WithReason(absl::FailedPreconditionError(
                        absl::StrCat(state.article.name(), " was merged into ", target)),
                    "ARTICLE_MERGED", {{"name", state.article.name()}, {"merged_into", target}});
}

absl::Status CheckLives(const ArticleState& state) {
  RETURN_IF_ERROR(CheckStandsForItself(state));
  if (!state.deleted()) return absl::OkStatus();
  return WrongState(state.article, " is deleted", "ARTICLE_DELETED");
}

}  // namespace broadsheet::storage

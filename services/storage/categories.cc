#include "storage/categories.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/names.h"
#include "storage/sql.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

Category ReadCategory(const Rows& rows, int i) {
  Category category;
  category.set_name(rows.String(i, 0));
  category.set_title(rows.String(i, 1));
  category.set_description(rows.String(i, 2));
  category.set_parent(rows.String(i, 3));
  return category;
}

absl::Status Check(const Category& category) {
  if (!IsCategoryName(category.name())) {
    return InvalidField("category.name",
                        absl::StrCat("'", category.name(), "' is not categories/{slug}"));
  }
  if (absl::StripAsciiWhitespace(category.title()).empty()) {
    return InvalidField("category.title", "is empty");
  }
  if (!category.parent().empty() && !IsCategoryName(category.parent())) {
    return InvalidField("category.parent",
                        absl::StrCat("'", category.parent(), "' is not categories/{slug}"));
  }
  return absl::OkStatus();
}

absl::Status CheckParent(postgres::Transaction& tx, const Category& category) {
  if (category.parent().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows parent, tx.Run(sql::kGetCategory, Params().Text(category.parent())));
  if (parent.empty()) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(
                          "category.parent: there is no category ", category.parent())),
                      "CATEGORY_NOT_FOUND", {{"category", category.parent()}});
  }
  ASSIGN_OR_RETURN(
      const Rows below,
      tx.Run(sql::kFindAncestor, Params().Text(category.parent()).Text(category.name())));
  if (below.empty()) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("category.parent: ", category.parent(), " is ",
                                                 category.name(), " or below it")),
      "CATEGORY_CYCLE", {{"category", category.parent()}});
}

absl::StatusOr<std::vector<LogEntry>> UpsertIn(postgres::Transaction& tx,
                                               const v1::UpsertCategoryRequest& request,
                                               Category* upserted) {
  // The log lock makes edits of categories take turns; nothing else is locked.
  RETURN_IF_ERROR(tx.Run(sql::kLockLog).status());
  const Category& category = request.category();
  *upserted = category;
  ASSIGN_OR_RETURN(const Rows held, tx.Run(sql::kGetCategory, Params().Text(category.name())));
  if (!held.empty()) {
    Category before = ReadCategory(held, 0);
    if (request.create_only() || before.SerializeAsString() == category.SerializeAsString()) {
      *upserted = std::move(before);
      return std::vector<LogEntry>();
    }
  }
  RETURN_IF_ERROR(CheckParent(tx, category));
  RETURN_IF_ERROR(tx.Run(sql::kUpsertCategory, Params()
                                                   .Text(category.name())
                                                   .Text(category.title())
                                                   .Text(category.description())
                                                   .Text(category.parent()))
                      .status());
  return std::vector<LogEntry>{EntryOf(category)};
}

}  // namespace

absl::StatusOr<v1::UpsertCategoryResponse> Categories::Upsert(
    absl::Time deadline, const v1::UpsertCategoryRequest& request) {
  RETURN_IF_ERROR(Check(request.category()));
  v1::UpsertCategoryResponse response;
  ASSIGN_OR_RETURN(Recorder::Recorded recorded,
                   recorder_.Record(deadline, [&](postgres::Transaction& tx, const Commit&) {
                     return UpsertIn(tx, request, response.mutable_category());
                   }));
  *response.mutable_read_after() = std::move(recorded.read_after);
  return response;
}

absl::StatusOr<v1::ListCategoriesResponse> Categories::List(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kListCategories));
  v1::ListCategoriesResponse response;
  for (int i = 0; i < rows.size(); ++i) *response.add_categories() = ReadCategory(rows, i);
  return response;
}

}  // namespace broadsheet::storage

#include "storage/editor.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/append.h"
#include "storage/load.h"
#include "storage/merge.h"
#include "storage/names.h"
#include "storage/preconditions.h"
#include "storage/sql.h"
#include "storage/timestamps.h"
#include "storage/validate.h"

namespace broadsheet::storage {
namespace {

// What an edit files an article under stands as if an origin had said it.
constexpr char kEditOrigin[] = "edit";

absl::Status CheckEtag(const std::string& etag, const Article& article) {
  if (etag.empty() || etag == article.etag()) return absl::OkStatus();
  return WithReason(absl::AbortedError(absl::StrCat("etag '", etag, "' is not that of ",
                                                    article.name(), ", '", article.etag(), "'")),
                    "ETAG_MISMATCH", {{"name", article.name()}, {"etag", article.etag()}});
}

std::vector<std::string> SortedOnce(const google::protobuf::RepeatedPtrField<std::string>& values) {
  const std::set<std::string> sorted(values.begin(), values.end());
  return {sorted.begin(), sorted.end()};
}

// From now on the edit is all that was said, until an origin says something new.
void FileByHand(const Article& edited, const FieldSet& fields, ArticleState* state) {
  const bool categories = fields[Article::kCategoriesFieldNumber];
  const bool tags = fields[Article::kTagsFieldNumber];
  if (!categories && !tags) return;
  OriginState& by_hand = state->origins[kEditOrigin];
  by_hand.observe_time = state->observe_time;
  for (auto& [name, origin] : state->origins) {
    if (categories) origin.categories.clear();
    if (tags) origin.tags.clear();
    state->changed_origins.insert(name);
  }
  if (categories) by_hand.categories = SortedOnce(edited.categories());
  if (tags) by_hand.tags = SortedOnce(edited.tags());
}

absl::Status CheckCategories(postgres::Transaction& tx, const Article& article) {
  const std::set<std::string> names(article.categories().begin(), article.categories().end());
  ASSIGN_OR_RETURN(const std::set<std::string> known, FindCategories(tx, names));
  for (const std::string& name : names) {
    if (known.count(name) > 0) continue;
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("article.categories: there is no category ", name)),
                      "CATEGORY_NOT_FOUND", {{"category", name}});
  }
  return absl::OkStatus();
}

absl::StatusOr<Revision::Kind> UpdateState(postgres::Transaction& tx,
                                           const v1::UpdateArticleRequest& request, absl::Time now,
                                           ArticleState* state) {
  RETURN_IF_ERROR(CheckLives(*state));
  const FieldSet fields = FieldsOf(request.update_mask());
  Article edited = request.article();
  edited.mutable_categories()->Clear();
  for (const std::string& name : SortedOnce(request.article().categories())) {
    edited.add_categories(name);
  }
  edited.mutable_tags()->Clear();
  for (const std::string& tag : SortedOnce(request.article().tags())) edited.add_tags(tag);
  Merged merged = Edit(state->article, edited, fields);
  if (!merged.changed) return Revision::KIND_UNSPECIFIED;
  RETURN_IF_ERROR(CheckArticle(merged.article, "article"));
  if (fields[Article::kCategoriesFieldNumber]) RETURN_IF_ERROR(CheckCategories(tx, edited));
  FileByHand(edited, fields, state);
  if (merged.took_body) state->body_origin = kEditOrigin;
  Revise(std::move(merged.article), now, state);
  return Revision::KIND_EDITED;
}

}  // namespace

absl::StatusOr<Editor::Edited> Editor::Apply(absl::Time deadline, const Target& target,
                                             Change change) {
  ASSIGN_OR_RETURN(const std::string id, ParseArticleName(target.name, target.field));
  Edited edited;
  const auto body = [&](postgres::Transaction& tx,
                        const Commit& commit) -> absl::StatusOr<std::vector<LogEntry>> {
    tx.Defer(sql::kBeginWrite);
    ASSIGN_OR_RETURN(auto states, LockArticles(tx, {id}));
    if (states.empty()) return ArticleNotFound(target.name);
    ArticleState& state = states[id];
    RETURN_IF_ERROR(CheckStandsForItself(state));
    RETURN_IF_ERROR(CheckEtag(target.etag, state.article));
    std::string previous = FilterableFieldsOf(state.article).SerializeAsString();
    ASSIGN_OR_RETURN(const Revision::Kind kind, change(tx, commit.time, &state));
    edited.article = state.article;
    if (kind == Revision::KIND_UNSPECIFIED) return std::vector<LogEntry>();
    std::vector<NewRevision> revisions = {
        {id, state.article, kind, target.actor, std::move(previous)}};
    InsertRevisions(tx, commit, revisions);
    StoreStates(tx, {&state});
    edited.article = revisions[0].snapshot;
    return EntriesOf(revisions);
  };
  ASSIGN_OR_RETURN(Recorder::Recorded recorded, recorder_.Record(deadline, body));
  edited.read_after = std::move(recorded.read_after);
  return edited;
}

absl::StatusOr<v1::UpdateArticleResponse> Editor::Update(absl::Time deadline,
                                                         const v1::UpdateArticleRequest& request) {
  const Article& article = request.article();
  if (request.update_mask().paths().empty()) return InvalidField("update_mask", "is empty");
  RETURN_IF_ERROR(CheckMask(request.update_mask(), "update_mask"));
  ASSIGN_OR_RETURN(
      Edited edited,
      Apply(deadline, {article.name(), "article.name", article.etag(), request.actor()},
            [&](postgres::Transaction& tx, absl::Time now, ArticleState* state) {
              return UpdateState(tx, request, now, state);
            }));
  v1::UpdateArticleResponse response;
  *response.mutable_article() = std::move(edited.article);
  *response.mutable_read_after() = std::move(edited.read_after);
  return response;
}

absl::StatusOr<v1::DeleteArticleResponse> Editor::Delete(absl::Time deadline,
                                                         const v1::DeleteArticleRequest& request) {
  ASSIGN_OR_RETURN(Edited edited,
                   Apply(deadline, {request.name(), "name", request.etag(), request.actor()},
                         [&](postgres::Transaction&, absl::Time now,
                             ArticleState* state) -> absl::StatusOr<Revision::Kind> {
                           if (state->deleted()) {
                             if (request.allow_missing()) return Revision::KIND_UNSPECIFIED;
                             return ArticleNotFound(request.name());
                           }
                           Revise(state->article, now, state);
                           *state->article.mutable_delete_time() = state->article.update_time();
                           return Revision::KIND_DELETED;
                         }));
  v1::DeleteArticleResponse response;
  *response.mutable_article() = std::move(edited.article);
  *response.mutable_read_after() = std::move(edited.read_after);
  return response;
}

absl::StatusOr<v1::UndeleteArticleResponse> Editor::Undelete(
    absl::Time deadline, const v1::UndeleteArticleRequest& request) {
  ASSIGN_OR_RETURN(Edited edited,
                   Apply(deadline, {request.name(), "name", request.etag(), request.actor()},
                         [&](postgres::Transaction&, absl::Time now,
                             ArticleState* state) -> absl::StatusOr<Revision::Kind> {
                           if (!state->deleted()) {
                             return WrongState(state->article, " is not deleted",
                                               "ARTICLE_NOT_DELETED");
                           }
                           Revise(state->article, now, state);
                           state->article.clear_delete_time();
                           return Revision::KIND_RESTORED;
                         }));
  v1::UndeleteArticleResponse response;
  *response.mutable_article() = std::move(edited.article);
  *response.mutable_read_after() = std::move(edited.read_after);
  return response;
}

}  // namespace broadsheet::storage

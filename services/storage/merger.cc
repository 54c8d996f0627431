#include "storage/merger.h"

#include <algorithm>
#include <map>
#include <string>
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
#include "storage/validate.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;

absl::Status Check(const v1::MergeArticlesRequest& request,
                   const std::map<std::string, ArticleState>& states, const std::string& whole,
                   const std::string& part) {
  if (!states.contains(whole)) return ArticleNotFound(request.name());
  if (!states.contains(part)) return ArticleNotFound(request.merged());
  RETURN_IF_ERROR(CheckLives(states.at(whole)));
  return CheckLives(states.at(part));
}

absl::Status MoveKeysAndOrigins(postgres::Transaction& tx, const std::string& from,
                                const std::string& to) {
  RETURN_IF_ERROR(tx.Run(sql::kMoveKeys, Params().Text(from).Text(to)).status());
  return tx.Run(sql::kDeleteOrigins, Params().TextArray({from})).status();
}

absl::StatusOr<std::vector<LogEntry>> MergeIn(postgres::Transaction& tx, const Commit& commit,
                                              const v1::MergeArticlesRequest& request,
                                              const std::string& whole, const std::string& part,
                                              Article* merged) {
  tx.Defer(sql::kBeginWrite);
  ASSIGN_OR_RETURN(auto states, LockArticles(tx, {whole, part}));
  RETURN_IF_ERROR(Check(request, states, whole, part));
  // What was merged into the part before is part of the whole from now on.
  ASSIGN_OR_RETURN(auto earlier, LockMergedInto(tx, {part}));
  std::map<std::string, std::string> previous;
  for (const auto* some : {&states, &earlier}) {
    for (const auto& [id, state] : *some) {
      previous[id] = FilterableFieldsOf(state.article).SerializeAsString();
    }
  }
  Absorb(commit.time, &states.at(part), &states.at(whole));
  RETURN_IF_ERROR(CheckArticle(states.at(whole).article, "merged"));
  for (auto& [id, state] : earlier) LeadTo(request.name(), commit.time, &state);
  states.merge(earlier);

  std::vector<NewRevision> revisions;
  std::vector<const ArticleState*> changed;
  for (const auto& [id, state] : states) {
    revisions.push_back(
        {id, state.article, Revision::KIND_MERGED, request.actor(), previous.at(id)});
    changed.push_back(&state);
  }
  RETURN_IF_ERROR(MoveKeysAndOrigins(tx, part, whole));
  InsertRevisions(tx, commit, revisions);
  StoreStates(tx, changed);
  for (const NewRevision& revision : revisions) {
    if (revision.article_id == whole) *merged = revision.snapshot;
  }
  return EntriesOf(revisions);
}

}  // namespace

void LeadTo(const std::string& whole, absl::Time now, ArticleState* part) {
  Article article = part->article;
  article.set_merged_into(whole);
  Revise(std::move(article), now, part);
}

void Absorb(absl::Time now, ArticleState* part, ArticleState* whole) {
  Merged merged = broadsheet::storage::Merge(whole->article, part->article, /*asserted=*/{},
                                             /*keep_equal_body=*/true);
  if (merged.took_body) {
    whole->body_origin = part->body_origin;
  } else if (!whole->article.mentions().empty()) {
    *merged.article.mutable_mentions() = whole->article.mentions();
  }
  for (auto& [name, said] : part->origins) {
    const auto [own, is_new] = whole->origins.try_emplace(name, said);
    if (!is_new && own->second.observe_time < said.observe_time) own->second = said;
    whole->changed_origins.insert(name);
  }
  whole->observe_time = std::max(whole->observe_time, part->observe_time);
  UniteShelves(*whole, &merged.article);
  Revise(std::move(merged.article), now, whole);
  part->origins.clear();
  LeadTo(whole->article.name(), now, part);
}

absl::StatusOr<v1::MergeArticlesResponse> Merger::Merge(absl::Time deadline,
                                                        const v1::MergeArticlesRequest& request) {
  ASSIGN_OR_RETURN(const std::string whole, ParseArticleName(request.name(), "name"));
  ASSIGN_OR_RETURN(const std::string part, ParseArticleName(request.merged(), "merged"));
  if (whole == part) {
    return InvalidField("merged", absl::StrCat("is ", request.name(), ", as name is"));
  }
  v1::MergeArticlesResponse response;
  ASSIGN_OR_RETURN(Recorder::Recorded recorded,
                   recorder_.Record(deadline, [&](postgres::Transaction& tx, const Commit& commit) {
                     return MergeIn(tx, commit, request, whole, part, response.mutable_article());
                   }));
  *response.mutable_read_after() = std::move(recorded.read_after);
  return response;
}

}  // namespace broadsheet::storage

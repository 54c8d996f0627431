#include "storage/redaction.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "storage/append.h"
#include "storage/ledger.h"
#include "storage/names.h"
#include "storage/sql.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

// What the record keeps of these revisions besides their rows goes with them.
absl::Status EraseRevisions(postgres::Transaction& tx, const RevisionsById& revisions) {
  std::vector<std::string> ids;
  std::vector<int64_t> numbers;
  std::set<std::string> names;
  for (const auto& [id, chosen] : revisions) {
    names.insert(FormatArticleName(id));
    for (const int64_t number : chosen) {
      ids.push_back(id);
      numbers.push_back(number);
    }
  }
  const Params redacted = Params().TextArray(ids).IntArray(numbers);
  RETURN_IF_ERROR(tx.Run(sql::kRedactRevisions, redacted).status());
  ASSIGN_OR_RETURN(const Rows after, tx.Run(sql::kFindPositionsAfter, redacted));
  std::vector<int64_t> positions;
  for (int i = 0; i < after.size(); ++i) positions.push_back(after.Int(i, 0));
  RETURN_IF_ERROR(tx.Run(sql::kRedactPrevious, Params().IntArray(positions)).status());
  return ForgetAnswersNaming(tx, names);
}

void MakeTombstone(absl::Time now, ArticleState* state) {
  const Article& article = state->article;
  Article tombstone;
  tombstone.set_name(article.name());
  *tombstone.mutable_create_time() = article.create_time();
  *tombstone.mutable_list_time() = article.list_time();
  tombstone.set_path_digest(Sha256(article.path()));
  if (article.has_delete_time()) *tombstone.mutable_delete_time() = article.delete_time();
  Revise(std::move(tombstone), now, state);
  if (!state->deleted()) *state->article.mutable_delete_time() = state->article.update_time();
  state->redacted = true;
  state->body_origin.clear();
  state->origins.clear();
}

// Of what the origins said before nothing is known any more but that they said it.
void ForgetObservations(ArticleState* state) {
  for (auto& [name, origin] : state->origins) {
    origin.digest.clear();
    Forget(&origin.fields);
    state->changed_origins.insert(name);
  }
}

absl::StatusOr<std::vector<LogEntry>> Store(postgres::Transaction& tx, const Commit& commit,
                                            std::vector<NewRevision> revisions,
                                            const std::vector<const ArticleState*>& states) {
  InsertRevisions(tx, commit, revisions);
  StoreStates(tx, states);
  return EntriesOf(revisions);
}

}  // namespace

absl::StatusOr<RevisionsById> FindUnredacted(postgres::Transaction& tx,
                                             const std::map<std::string, ArticleState>& states) {
  std::vector<std::string> ids;
  for (const auto& [id, state] : states) {
    if (!state.redacted) ids.push_back(id);
  }
  RevisionsById found;
  if (ids.empty()) return found;
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindUnredacted, Params().TextArray(ids)));
  for (int i = 0; i < rows.size(); ++i) found[rows.String(i, 0)].push_back(rows.Int(i, 1));
  return found;
}

absl::StatusOr<std::vector<int64_t>> Choose(const v1::RedactArticleRequest& request,
                                            const Article& article,
                                            const std::vector<int64_t>& held) {
  if (request.revisions().empty()) return held;
  for (int i = 0; i < request.revisions_size(); ++i) {
    if (request.revisions(i) >= 1 && request.revisions(i) <= article.revision()) continue;
    return InvalidField(absl::StrCat("revisions[", i, "]"),
                        absl::StrCat(request.revisions(i), " is no revision of ", article.name(),
                                     ", whose newest is ", article.revision()));
  }
  const std::set<int64_t> asked(request.revisions().begin(), request.revisions().end());
  std::vector<int64_t> chosen;
  std::set_intersection(held.begin(), held.end(), asked.begin(), asked.end(),
                        std::back_inserter(chosen));
  if (chosen.size() == held.size() || !asked.contains(article.revision())) return chosen;
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "revisions: ", article.revision(), " is what ", article.name(),
          " says now: edit the article first, and redact what was before; or redact all of it")),
      "NEWEST_REVISION", {{"name", article.name()}});
}

absl::StatusOr<std::vector<LogEntry>> RedactAll(postgres::Transaction& tx, const Commit& commit,
                                                const Redaction& redaction,
                                                const RevisionsById& revisions,
                                                std::map<std::string, ArticleState>& states) {
  std::vector<std::string> ids;
  std::vector<NewRevision> tombstones;
  std::vector<const ArticleState*> changed;
  for (const auto& [id, numbers] : revisions) {
    ArticleState& state = states.at(id);
    MakeTombstone(commit.time, &state);
    ids.push_back(id);
    tombstones.push_back({id, state.article, Revision::KIND_REDACTED, redaction.actor,
                          /*previous_fields=*/"", redaction.reason});
    changed.push_back(&state);
  }
  if (ids.empty()) return std::vector<LogEntry>();
  RETURN_IF_ERROR(EraseRevisions(tx, revisions));
  RETURN_IF_ERROR(tx.Run(sql::kDeleteOrigins, Params().TextArray(ids)).status());
  return Store(tx, commit, std::move(tombstones), changed);
}

absl::StatusOr<std::vector<LogEntry>> RedactSome(postgres::Transaction& tx, const Commit& commit,
                                                 const Redaction& redaction,
                                                 const std::vector<int64_t>& revisions,
                                                 ArticleState& state) {
  RETURN_IF_ERROR(EraseRevisions(tx, {{state.id, revisions}}));
  ForgetObservations(&state);
  Revise(state.article, commit.time, &state);
  return Store(tx, commit,
               {{state.id, state.article, Revision::KIND_REDACTED, redaction.actor,
                 FilterableFieldsOf(state.article).SerializeAsString(), redaction.reason}},
               {&state});
}

}  // namespace broadsheet::storage

#include "storage/splitter.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/append.h"
#include "storage/identity.h"
#include "storage/load.h"
#include "storage/merger.h"
#include "storage/names.h"
#include "storage/path.h"
#include "storage/preconditions.h"
#include "storage/split.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

// So many snapshots are some megabytes.
constexpr int kHistoryPage = 20;

// A revision, and what it says.
struct Half {
  Candidate source;
  Article snapshot;
};

struct Plan {
  Half staying;
  Half moving;
  KeySplit keys;
};

absl::StatusOr<KeySet> ListKeys(postgres::Transaction& tx, const std::string& id) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kListKeys, Params().Text(id)));
  KeySet keys;
  for (int i = 0; i < rows.size(); ++i) keys.insert(rows.Bytes(i, 0));
  return keys;
}

KeySet KeysIn(const Article& article) {
  const std::vector<std::string> keys = KeysOf(article);
  return {keys.begin(), keys.end()};
}

bool HasAny(const Article& article, const KeySet& named) {
  const std::vector<std::string> keys = KeysOf(article);
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& key) { return named.contains(key); });
}

// Appends the revisions whose content is there, newest first.
absl::Status ReadHistory(postgres::Transaction& tx, const std::string& id, const KeySet& named,
                         std::vector<Candidate>* history) {
  int64_t below = std::numeric_limits<int64_t>::max();
  while (true) {
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kListSnapshots, Params().Text(id).Int(below).Int(kHistoryPage)));
    if (rows.empty()) return absl::OkStatus();
    for (int i = 0; i < rows.size(); ++i) {
      ASSIGN_OR_RETURN(const Article snapshot, ParseSnapshot(rows.BytesView(i, 2)));
      below = rows.Int(i, 0);
      history->push_back({id, below, rows.String(i, 1), HasAny(snapshot, named)});
    }
  }
}

absl::StatusOr<Half> ReadHalf(postgres::Transaction& tx, const Candidate& source) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kGetRevision,
                                           Params().Text(source.article_id).Int(source.revision)));
  Half half{source};
  ASSIGN_OR_RETURN(half.snapshot, ParseSnapshot(rows.BytesView(0, 0)));
  return half;
}

absl::StatusOr<Plan> MakePlan(postgres::Transaction& tx, const v1::SplitArticleRequest& request,
                              const ArticleState& state,
                              const std::map<std::string, ArticleState>& merged) {
  ASSIGN_OR_RETURN(const KeySet held, ListKeys(tx, state.id));
  ASSIGN_OR_RETURN(const KeySet named, NamedKeys(request, state.article.source().site_uri(), held));
  std::vector<Candidate> history;
  RETURN_IF_ERROR(ReadHistory(tx, state.id, named, &history));
  for (const auto& [id, part] : merged) RETURN_IF_ERROR(ReadHistory(tx, id, named, &history));
  ASSIGN_OR_RETURN(const Halves halves, ChooseHalves(request, history));
  Plan plan;
  ASSIGN_OR_RETURN(plan.staying, ReadHalf(tx, halves.staying));
  ASSIGN_OR_RETURN(plan.moving, ReadHalf(tx, halves.moving));
  // What an origin chose may have keys of what stays.
  const KeySet along = halves.moving.has_named_key ? KeysIn(plan.moving.snapshot) : KeySet();
  plan.keys = DivideKeys(held, named, KeysIn(plan.staying.snapshot), along);
  if (!plan.keys.staying.empty()) return plan;
  return InvalidField(request.canonical_uris().empty() ? "source_guids" : "canonical_uris",
                      absl::StrCat("leaves ", request.name(), " without a key of its own"));
}

absl::Status MoveKeys(postgres::Transaction& tx, const KeySet& keys, const std::string& id) {
  if (keys.empty()) return absl::OkStatus();
  const std::vector<std::string> digests(keys.begin(), keys.end());
  return tx.Run(sql::kAssignKeys, Params().BytesArray(digests).Text(id)).status();
}

// `state` goes on with what `half` says, under its own name and at its own place.
void GoOnWith(const Half& half, absl::Time now, ArticleState* state) {
  Article article = half.snapshot;
  *article.mutable_list_time() = state->article.list_time();
  article.clear_delete_time();
  if (half.source.revision == state->article.revision()) {
    HearAnew(state);
  } else {
    StartAnewWith(article, half.source.actor, state);
  }
  Revise(std::move(article), now, state);
}

ArticleState NewState(const Half& half, absl::Time observe_time, absl::Time now) {
  ArticleState state;
  state.id = NewUuid(now);
  state.observe_time = observe_time;
  state.is_new = true;
  StartAnewWith(half.snapshot, half.source.actor, &state);
  Revise(NewArticle(state.id, half.snapshot, now), now, &state);
  return state;
}

absl::Status GivePath(postgres::Transaction& tx, ArticleState* state) {
  const std::string base =
      BasePath(ToTime(state->article.list_time()), state->article.title(), state->id);
  ASSIGN_OR_RETURN(const PathsById paths, AssignPaths(tx, {{state->id, base}}));
  state->article.set_path(paths.at(state->id));
  return absl::OkStatus();
}

// The transaction's changes besides those of the log.
absl::Status Store(postgres::Transaction& tx, const Commit& commit, const KeySplit& keys,
                   const std::vector<const ArticleState*>& states,
                   std::vector<NewRevision>& revisions) {
  const ArticleState& staying = *states[0];
  const ArticleState& moving = *states[1];
  RETURN_IF_ERROR(MoveKeys(tx, keys.moving, moving.id));
  RETURN_IF_ERROR(MoveKeys(tx, keys.retired, kNoArticle));
  RETURN_IF_ERROR(tx.Run(sql::kDeleteOrigins, Params().TextArray({staying.id})).status());
  InsertRevisions(tx, commit, revisions);
  StoreStates(tx, states);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LogEntry>> SplitIn(postgres::Transaction& tx, const Commit& commit,
                                              const v1::SplitArticleRequest& request,
                                              const std::string& id, Article* split_off) {
  tx.Defer(sql::kBeginWrite);
  ASSIGN_OR_RETURN(auto states, LockArticles(tx, {id}));
  if (states.empty()) return ArticleNotFound(request.name());
  ArticleState& state = states.at(id);
  RETURN_IF_ERROR(CheckLives(state));
  ASSIGN_OR_RETURN(auto merged, LockMergedInto(tx, {id}));
  ASSIGN_OR_RETURN(const Plan plan, MakePlan(tx, request, state, merged));

  const auto previous = [](const ArticleState& before) {
    return FilterableFieldsOf(before.article).SerializeAsString();
  };
  std::vector<NewRevision> revisions = {
      {id, {}, Revision::KIND_SPLIT, request.actor(), previous(state)}};
  ArticleState other = NewState(plan.moving, state.observe_time, commit.time);
  RETURN_IF_ERROR(GivePath(tx, &other));
  GoOnWith(plan.staying, commit.time, &state);
  revisions[0].snapshot = state.article;
  revisions.push_back({other.id, other.article, Revision::KIND_SPLIT, request.actor(), ""});
  std::vector<const ArticleState*> changed = {&state, &other};
  // What was merged before leads to where its content is.
  if (const auto part = merged.find(plan.moving.source.article_id); part != merged.end()) {
    revisions.push_back(
        {part->first, {}, Revision::KIND_MERGED, request.actor(), previous(part->second)});
    LeadTo(other.article.name(), commit.time, &part->second);
    revisions.back().snapshot = part->second.article;
    changed.push_back(&part->second);
  }
  RETURN_IF_ERROR(Store(tx, commit, plan.keys, changed, revisions));
  *split_off = revisions[1].snapshot;
  return EntriesOf(revisions);
}

}  // namespace

absl::StatusOr<v1::SplitArticleResponse> Splitter::Split(absl::Time deadline,
                                                         const v1::SplitArticleRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseArticleName(request.name(), "name"));
  v1::SplitArticleResponse response;
  ASSIGN_OR_RETURN(Recorder::Recorded recorded,
                   recorder_.Record(deadline, [&](postgres::Transaction& tx, const Commit& commit) {
                     return SplitIn(tx, commit, request, id, response.mutable_article());
                   }));
  *response.mutable_read_after() = std::move(recorded.read_after);
  return response;
}

}  // namespace broadsheet::storage

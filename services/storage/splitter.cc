#include "storage/splitter.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/append.h"
#include "storage/identity.h"
#include "storage/load.h"
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

// A revision of the article.
struct Half {
  Article snapshot;
  std::string actor;
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

// The revisions whose content is there, newest first.
absl::StatusOr<std::vector<Candidate>> ReadHistory(postgres::Transaction& tx, const std::string& id,
                                                   const KeySet& named) {
  std::vector<Candidate> history;
  int64_t below = std::numeric_limits<int64_t>::max();
  while (true) {
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kListSnapshots, Params().Text(id).Int(below).Int(kHistoryPage)));
    if (rows.empty()) return history;
    for (int i = 0; i < rows.size(); ++i) {
      ASSIGN_OR_RETURN(const Article snapshot, ParseSnapshot(rows.Bytes(i, 2)));
      below = rows.Int(i, 0);
      history.push_back({below, rows.String(i, 1), HasAny(snapshot, named)});
    }
  }
}

absl::StatusOr<Half> ReadHalf(postgres::Transaction& tx, const std::string& id, int64_t revision) {
  // The newest below the next one.
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kListSnapshots, Params().Text(id).Int(revision + 1).Int(1)));
  Half half{{}, rows.String(0, 1)};
  ASSIGN_OR_RETURN(half.snapshot, ParseSnapshot(rows.Bytes(0, 2)));
  return half;
}

absl::Status MoveKeys(postgres::Transaction& tx, const KeySet& keys, const std::string& id) {
  if (keys.empty()) return absl::OkStatus();
  const std::vector<std::string> digests(keys.begin(), keys.end());
  return tx.Run(sql::kAssignKeys, Params().BytesArray(digests).Text(id)).status();
}

// `state` goes on with what `half` says, under its own name and at its own place.
void GoBackTo(const Half& half, absl::Time now, ArticleState* state) {
  Article article = half.snapshot;
  *article.mutable_list_time() = state->article.list_time();
  article.clear_delete_time();
  StartAnewWith(article, half.actor, state);
  Revise(std::move(article), now, state);
}

ArticleState NewState(const Half& half, absl::Time observe_time, absl::Time now) {
  ArticleState state;
  state.id = NewUuid(now);
  state.observe_time = observe_time;
  state.is_new = true;
  StartAnewWith(half.snapshot, half.actor, &state);
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

// The article's keys, and what is to become of them.
absl::StatusOr<KeySplit> Divide(const v1::SplitArticleRequest& request, const KeySet& held,
                                const KeySet& named, const Half& staying, const Half& moving,
                                bool by_key) {
  KeySplit keys = DivideKeys(held, named, KeysIn(staying.snapshot),
                             by_key ? KeysIn(moving.snapshot) : KeySet());
  if (!keys.staying.empty()) return keys;
  return InvalidField(request.canonical_uris().empty() ? "source_guids" : "canonical_uris",
                      absl::StrCat("leaves ", request.name(), " without a key of its own"));
}

absl::StatusOr<std::vector<LogEntry>> SplitIn(postgres::Transaction& tx, const Commit& commit,
                                              const v1::SplitArticleRequest& request,
                                              const std::string& id, Article* split_off) {
  RETURN_IF_ERROR(tx.Run(sql::kPlanByIndex).status());
  ASSIGN_OR_RETURN(auto states, LockArticles(tx, {id}));
  if (states.empty()) return ArticleNotFound(request.name());
  ArticleState& state = states.at(id);
  RETURN_IF_ERROR(CheckLives(state));
  ASSIGN_OR_RETURN(const KeySet held, ListKeys(tx, id));
  ASSIGN_OR_RETURN(const KeySet named, NamedKeys(request, state.article.source().site_uri(), held));
  ASSIGN_OR_RETURN(const auto history, ReadHistory(tx, id, named));
  ASSIGN_OR_RETURN(const Halves halves, ChooseHalves(request, history));
  ASSIGN_OR_RETURN(const Half staying, ReadHalf(tx, id, halves.staying));
  ASSIGN_OR_RETURN(const Half moving, ReadHalf(tx, id, halves.moving));
  ASSIGN_OR_RETURN(const KeySplit keys,
                   Divide(request, held, named, staying, moving, halves.by_key));

  std::string previous = FilterableFieldsOf(state.article).SerializeAsString();
  ArticleState other = NewState(moving, state.observe_time, commit.time);
  GoBackTo(staying, commit.time, &state);
  RETURN_IF_ERROR(GivePath(tx, &other));
  RETURN_IF_ERROR(MoveKeys(tx, keys.moving, other.id));
  RETURN_IF_ERROR(MoveKeys(tx, keys.retired, kNoArticle));
  RETURN_IF_ERROR(tx.Run(sql::kDeleteOrigins, Params().TextArray({id})).status());
  std::vector<NewRevision> revisions = {
      {id, state.article, Revision::KIND_SPLIT, request.actor(), std::move(previous)},
      {other.id, other.article, Revision::KIND_SPLIT, request.actor(), ""}};
  RETURN_IF_ERROR(InsertRevisions(tx, commit, revisions));
  RETURN_IF_ERROR(StoreStates(tx, {&state, &other}));
  *split_off = revisions[1].snapshot;
  return std::vector<LogEntry>{EntryOf(revisions[0]), EntryOf(revisions[1])};
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

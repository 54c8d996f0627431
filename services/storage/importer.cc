#include "storage/importer.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/status.h"
#include "storage/append.h"
#include "storage/archived_history.h"
#include "storage/load.h"
#include "storage/names.h"
#include "storage/redaction.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;
using Revisions = absl::Span<const Revision* const>;

constexpr size_t kKeyBytes = 32;
constexpr int kMaxKeys = 10'000;

absl::Status Refused(const std::string& message, const char* reason,
                     const ErrorMetadata& metadata) {
  return WithReason(absl::FailedPreconditionError(message), reason, metadata);
}

// ---- what is held already ---------------------------------------------------

// What the record has of a request.
struct Held {
  // The number of the newest revision; 0 where the article is new.
  int64_t newest = 0;
  // Those that hold content here, and were redacted where they come from.
  std::vector<int64_t> to_redact;
};

// Compares the revisions that are held with those that come.
absl::StatusOr<Held> CompareHeld(postgres::Transaction& tx, const ArticleState& state,
                                 const v1::ImportArticleRequest& request) {
  Held held{state.article.revision()};
  const int64_t first = NumberOf(request.revisions(0));
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kFindRevisions, Params().Text(state.id).Int(first).Int(
                                                   first + request.revisions_size() - 1)));
  for (int i = 0; i < rows.size(); ++i) {
    const Revision& revision = request.revisions(static_cast<int>(rows.Int(i, 0) - first));
    if (rows.BytesView(i, 1) != revision.content_digest()) {
      return Refused(absl::StrCat(revision.name(), " is another here"), "REVISION_DIFFERS",
                     {{"revision", revision.name()}});
    }
    if (rows.Bool(i, 2) && !revision.has_snapshot()) held.to_redact.push_back(rows.Int(i, 0));
  }
  if (first > held.newest + 1) {
    return InvalidField("revisions[0].name",
                        absl::StrCat(request.revisions(0).name(), " comes too early: revision ",
                                     held.newest, " is the newest here"));
  }
  return held;
}

// That the first of the new revisions can follow what is held.
absl::Status CheckFollows(const ArticleState& state, const Revision& first) {
  if (state.article.revision() == 0) return absl::OkStatus();
  if (state.redacted) {
    return Refused(absl::StrCat(state.article.name(), " is redacted here"), "ARTICLE_REDACTED",
                   {{"article", state.article.name()}});
  }
  if (ToTime(first.create_time()) > ToTime(state.article.update_time())) return absl::OkStatus();
  return Refused(absl::StrCat(first.name(), " is older than revision ", state.article.revision(),
                              ", which is the newest here"),
                 "REVISION_DIFFERS", {{"revision", first.name()}});
}

// ---- what they refer to -----------------------------------------------------

absl::Status CheckCategories(postgres::Transaction& tx, Revisions revisions) {
  std::set<std::string> named;
  for (const Revision* revision : revisions) {
    const auto& categories = revision->snapshot().categories();
    named.insert(categories.begin(), categories.end());
  }
  ASSIGN_OR_RETURN(const std::set<std::string> known, FindCategories(tx, named));
  for (const std::string& name : named) {
    if (known.contains(name)) continue;
    return Refused(absl::StrCat("there is no category ", name), "CATEGORY_NOT_FOUND",
                   {{"category", name}});
  }
  return absl::OkStatus();
}

absl::Status TakePath(postgres::Transaction& tx, const std::string& id, const Revision& newest) {
  const std::string digest = PathDigestOf(newest);
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindPaths, Params().BytesArray({digest})));
  if (rows.empty()) {
    tx.Defer(sql::kInsertPaths, Params().BytesArray({digest}).UuidArray({id}));
    return absl::OkStatus();
  }
  const std::string owner = rows.String(0, 1);
  if (owner == id) return absl::OkStatus();
  return Refused(absl::StrCat("its path ", newest.snapshot().path(), " is that of ",
                              FormatArticleName(owner), " here"),
                 "PATH_TAKEN", {{"other_article", FormatArticleName(owner)}});
}

// The article has these keys and no others; those that are retired here stay so.
absl::Status TakeKeys(postgres::Transaction& tx, const ArticleState& state,
                      const std::vector<std::string>& keys) {
  ASSIGN_OR_RETURN(const auto owners, FindKeys(tx, keys));
  std::map<std::string, std::string> new_keys;
  for (const std::string& key : keys) {
    const auto owner = owners.find(key);
    if (owner == owners.end()) {
      new_keys[key] = state.id;
    } else if (owner->second != state.id && owner->second != kNoArticle) {
      const std::string other = FormatArticleName(owner->second);
      return Refused(absl::StrCat("a key of it is that of ", other, " here"), "KEY_CONFLICT",
                     {{"article", FormatArticleName(state.id)}, {"other_article", other}});
    }
  }
  if (!state.is_new) tx.Defer(sql::kReleaseKeys, Params().Text(state.id).BytesArray(keys));
  InsertKeys(tx, new_keys);
  return absl::OkStatus();
}

// ---- writing ----------------------------------------------------------------

void InsertHistory(postgres::Transaction& tx, const Commit& commit, const std::string& id,
                   Revisions revisions) {
  std::vector<std::string> actors, digests, salts, snapshots, reasons;
  std::vector<int64_t> numbers, ordinals, kinds;
  std::vector<absl::Time> times;
  for (const Revision* revision : revisions) {
    numbers.push_back(NumberOf(*revision));
    ordinals.push_back(static_cast<int64_t>(ordinals.size()));
    kinds.push_back(revision->kind());
    times.push_back(ToTime(revision->create_time()));
    actors.push_back(revision->actor());
    digests.push_back(revision->content_digest());
    salts.push_back(revision->content_salt());
    snapshots.push_back(revision->has_snapshot() ? revision->snapshot().SerializeAsString() : "");
    reasons.push_back(revision->reason());
  }
  tx.Defer(sql::kImportRevisions, Params()
                                      .Text(id)
                                      .IntArray(numbers)
                                      .Text(commit.id)
                                      .IntArray(ordinals)
                                      .IntArray(kinds)
                                      .TimeArray(times)
                                      .TextArray(actors)
                                      .BytesArray(digests)
                                      .BytesArray(salts)
                                      .BytesArray(snapshots)
                                      .TextArray(reasons));
}

// As the log has them; `before` is what the article said before the first, empty where that is
// redacted or nothing.
std::vector<LogEntry> EntriesOf(const std::string& id, std::string before, Revisions revisions) {
  std::vector<LogEntry> entries;
  for (const Revision* revision : revisions) {
    LogEntry& entry = entries.emplace_back();
    entry.article_id = id;
    entry.revision = NumberOf(*revision);
    entry.previous = std::move(before);
    entry.bytes = static_cast<int64_t>(revision->ByteSizeLong() + entry.previous.size());
    before = revision->has_snapshot() ? FilterableFieldsOf(revision->snapshot()).SerializeAsString()
                                      : "";
  }
  return entries;
}

// What the article is once its newest revision is `newest`.
void Become(const v1::ArchivedArticle& archived, const Revision& newest, ArticleState* state) {
  state->is_new = state->article.revision() == 0;
  state->is_changed = true;
  state->article = newest.snapshot();
  state->redacted = IsTombstone(newest);
  state->observe_time = std::max(state->observe_time, ToTime(archived.observe_time()));
  state->body_origin = archived.body_origin();
  state->origins = OriginsOf(archived);
  state->changed_origins.clear();
  for (const auto& [name, origin] : state->origins) state->changed_origins.insert(name);
}

absl::StatusOr<std::vector<LogEntry>> Append(postgres::Transaction& tx, const Commit& commit,
                                             const v1::ArchivedArticle& archived, const Held& held,
                                             Revisions revisions, ArticleState state) {
  RETURN_IF_ERROR(CheckFollows(state, *revisions.front()));
  RETURN_IF_ERROR(CheckCategories(tx, revisions));
  const bool before_is_known =
      held.newest > 0 && (held.to_redact.empty() || held.to_redact.back() != held.newest);
  std::string before = before_is_known ? FilterableFieldsOf(state.article).SerializeAsString() : "";
  Become(archived, *revisions.back(), &state);
  RETURN_IF_ERROR(TakePath(tx, state.id, *revisions.back()));
  RETURN_IF_ERROR(TakeKeys(tx, state, {archived.keys().begin(), archived.keys().end()}));
  if (!state.is_new) tx.Defer(sql::kDeleteOrigins, Params().TextArray({state.id}));
  InsertHistory(tx, commit, state.id, revisions);
  StoreStates(tx, {&state});
  return EntriesOf(state.id, std::move(before), revisions);
}

absl::StatusOr<std::vector<LogEntry>> ImportIn(postgres::Transaction& tx, const Commit& commit,
                                               const v1::ImportArticleRequest& request,
                                               const std::string& id,
                                               v1::ImportArticleResponse* response) {
  tx.Defer(sql::kBeginWrite);
  ASSIGN_OR_RETURN(auto states, LockArticles(tx, {id}));
  ArticleState& state = states[id];
  state.id = id;
  ASSIGN_OR_RETURN(const Held held, CompareHeld(tx, state, request));
  std::vector<const Revision*> news;
  for (const Revision& revision : request.revisions()) {
    if (NumberOf(revision) > held.newest) news.push_back(&revision);
  }
  response->set_added(static_cast<int64_t>(news.size()));
  response->set_redacted(static_cast<int64_t>(held.to_redact.size()));
  std::vector<LogEntry> entries;
  if (!news.empty()) {
    ASSIGN_OR_RETURN(entries, Append(tx, commit, request.article(), held, news, std::move(state)));
  }
  if (!held.to_redact.empty()) {
    RETURN_IF_ERROR(EraseRevisions(tx, {{id, held.to_redact}}));
  }
  return entries;
}

}  // namespace

absl::StatusOr<v1::ImportArticleResponse> Importer::Import(absl::Time deadline,
                                                           v1::ImportArticleRequest request) {
  request.DiscardUnknownFields();
  RETURN_IF_ERROR(CheckHistory(request, clock_.Now()));
  const std::string id = ArticleIdOf(request.article().name());
  v1::ImportArticleResponse response;
  ASSIGN_OR_RETURN(Recorder::Recorded recorded,
                   recorder_.Record(deadline, [&](postgres::Transaction& tx, const Commit& commit) {
                     return ImportIn(tx, commit, request, id, &response);
                   }));
  *response.mutable_read_after() = std::move(recorded.read_after);
  return response;
}

absl::StatusOr<v1::RetireKeysResponse> Importer::Retire(absl::Time deadline,
                                                        const v1::RetireKeysRequest& request) {
  if (request.keys().empty() || request.keys_size() > kMaxKeys) {
    return InvalidField("keys", absl::StrCat("has ", request.keys_size(), " elements; 1 to ",
                                             kMaxKeys, " are allowed"));
  }
  for (int i = 0; i < request.keys_size(); ++i) {
    if (request.keys(i).size() == kKeyBytes) continue;
    return InvalidField(
        absl::StrCat("keys[", i, "]"),
        absl::StrCat("has ", request.keys(i).size(), " bytes instead of ", kKeyBytes));
  }
  const std::set<std::string> keys(request.keys().begin(), request.keys().end());
  v1::RetireKeysResponse response;
  RETURN_IF_ERROR(
      recorder_
          .Record(deadline,
                  [&](postgres::Transaction& tx,
                      const Commit&) -> absl::StatusOr<std::vector<LogEntry>> {
                    tx.Defer(sql::kBeginWrite);
                    ASSIGN_OR_RETURN(
                        const Rows rows,
                        tx.Run(sql::kRetireNewKeys,
                               Params().BytesArray({keys.begin(), keys.end()}).Text(kNoArticle)));
                    response.set_retired(rows.affected());
                    return std::vector<LogEntry>();
                  })
          .status());
  return response;
}

}  // namespace broadsheet::storage

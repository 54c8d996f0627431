#include "storage/redactor.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/identity.h"
#include "storage/load.h"
#include "storage/names.h"
#include "storage/redaction.h"
#include "storage/sql.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

constexpr size_t kMaxReasonBytes = 1024;
// Of a source, in one transaction.
constexpr int kStepArticles = 200;
// Of articles from before there were source hashes.
constexpr int64_t kUnknownSource = 0;

absl::Status Check(const v1::RedactArticleRequest& request) {
  if (request.name().empty() && request.source_site_uri().empty()) {
    return InvalidField("name", "is empty, and so is source_site_uri: one of them is required");
  }
  if (!request.name().empty() && !request.source_site_uri().empty()) {
    return InvalidField("source_site_uri", "can't be given with a name");
  }
  // Slashes alone would mean all articles that have no source.
  if (request.name().empty() && IsSameSite(request.source_site_uri(), "")) {
    return InvalidField("source_site_uri",
                        absl::StrCat("'", request.source_site_uri(), "' names no site"));
  }
  if (request.name().empty() && !request.revisions().empty()) {
    return InvalidField("revisions", "can't be given with a source_site_uri");
  }
  if (absl::StripAsciiWhitespace(request.reason()).empty()) {
    return InvalidField("reason", "is empty");
  }
  if (request.reason().size() > kMaxReasonBytes) {
    return InvalidField("reason", absl::StrCat("has ", request.reason().size(), " bytes; 1 to ",
                                               kMaxReasonBytes, " are allowed"));
  }
  return absl::OkStatus();
}

Redaction RedactionOf(const v1::RedactArticleRequest& request) {
  return {request.actor(), request.reason()};
}

void Count(const RevisionsById& revisions, v1::RedactArticleResponse* response) {
  for (const auto& [id, numbers] : revisions) {
    response->set_articles(response->articles() + 1);
    response->set_revisions(response->revisions() + static_cast<int64_t>(numbers.size()));
  }
}

// Redacts one article, wholly or in part. `revisions` are set to what was, or
// would be, redacted.
absl::StatusOr<std::vector<LogEntry>> RedactNamed(postgres::Transaction& tx, const Commit& commit,
                                                  const v1::RedactArticleRequest& request,
                                                  const std::string& id, RevisionsById* revisions) {
  revisions->clear();
  tx.Defer(sql::kBeginWrite);
  ASSIGN_OR_RETURN(auto states, LockArticles(tx, {id}));
  if (states.empty()) return ArticleNotFound(request.name());
  ASSIGN_OR_RETURN(const RevisionsById held, FindUnredacted(tx, states));
  if (held.empty()) return std::vector<LogEntry>();
  ArticleState& state = states.at(id);
  ASSIGN_OR_RETURN(const auto chosen, Choose(request, state.article, held.at(id)));
  if (chosen.empty()) return std::vector<LogEntry>();
  if (chosen.size() < held.at(id).size()) {
    *revisions = {{id, chosen}};
    if (request.dry_run()) return std::vector<LogEntry>();
    return RedactSome(tx, commit, RedactionOf(request), chosen, state);
  }
  ASSIGN_OR_RETURN(auto merged, LockMergedInto(tx, {id}));
  states.merge(merged);
  ASSIGN_OR_RETURN(*revisions, FindUnredacted(tx, states));
  if (request.dry_run()) return std::vector<LogEntry>();
  return RedactAll(tx, commit, RedactionOf(request), *revisions, states);
}

// One step of a source: some of its articles, and those that were merged into them.
struct Step {
  // Of the articles that were looked at; empty where there are no more.
  std::string last_id;
  RevisionsById revisions;
};

absl::StatusOr<std::vector<LogEntry>> RedactStep(postgres::Transaction& tx, const Commit& commit,
                                                 const v1::RedactArticleRequest& request,
                                                 int64_t source_hash, const std::string& after,
                                                 Step* step) {
  *step = {};
  tx.Defer(sql::kBeginWrite);
  ASSIGN_OR_RETURN(
      const Rows rows,
      tx.Run(sql::kFindArticlesOfSource, Params().Int(source_hash).Text(after).Int(kStepArticles)));
  std::vector<std::string> ids;
  for (int i = 0; i < rows.size(); ++i) ids.push_back(rows.String(i, 0));
  if (ids.empty()) return std::vector<LogEntry>();
  step->last_id = ids.back();
  ASSIGN_OR_RETURN(auto states, LockArticles(tx, ids));
  std::erase_if(states, [&](const auto& entry) {
    return !IsSameSite(entry.second.article.source().site_uri(), request.source_site_uri());
  });
  ids.clear();
  for (const auto& [id, state] : states) ids.push_back(id);
  ASSIGN_OR_RETURN(auto merged, LockMergedInto(tx, ids));
  states.merge(merged);
  ASSIGN_OR_RETURN(step->revisions, FindUnredacted(tx, states));
  if (request.dry_run()) return std::vector<LogEntry>();
  return RedactAll(tx, commit, RedactionOf(request), step->revisions, states);
}

}  // namespace

absl::StatusOr<v1::RedactArticleResponse> Redactor::RedactArticle(
    absl::Time deadline, const v1::RedactArticleRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseArticleName(request.name(), "name"));
  RevisionsById revisions;
  const auto body = [&](postgres::Transaction& tx, const Commit& commit) {
    return RedactNamed(tx, commit, request, id, &revisions);
  };
  ASSIGN_OR_RETURN(Recorder::Recorded recorded, recorder_.Record(deadline, body));
  v1::RedactArticleResponse response;
  Count(revisions, &response);
  *response.mutable_read_after() = std::move(recorded.read_after);
  return response;
}

absl::StatusOr<v1::RedactArticleResponse> Redactor::RedactSource(
    absl::Time deadline, const v1::RedactArticleRequest& request) {
  v1::RedactArticleResponse response;
  // One that was merged into another of the source is met twice in a dry run.
  std::set<std::string> counted;
  for (const int64_t hash : {SourceHash(request.source_site_uri()), kUnknownSource}) {
    Step step{kNoArticle};
    do {
      const std::string after = step.last_id;
      absl::StatusOr<Recorder::Recorded> recorded =
          recorder_.Record(deadline, [&](postgres::Transaction& tx, const Commit& commit) {
            return RedactStep(tx, commit, request, hash, after, &step);
          });
      if (!recorded.ok()) {
        return Annotate(recorded.status(), absl::StrCat(response.articles(), " articles of ",
                                                        request.source_site_uri(), " are done"));
      }
      std::erase_if(step.revisions,
                    [&](const auto& entry) { return !counted.insert(entry.first).second; });
      Count(step.revisions, &response);
      *response.mutable_read_after() = std::move(recorded->read_after);
    } while (!step.last_id.empty());
  }
  return response;
}

absl::StatusOr<v1::RedactArticleResponse> Redactor::Redact(
    absl::Time deadline, const v1::RedactArticleRequest& request) {
  RETURN_IF_ERROR(Check(request));
  return request.name().empty() ? RedactSource(deadline, request)
                                : RedactArticle(deadline, request);
}

}  // namespace broadsheet::storage

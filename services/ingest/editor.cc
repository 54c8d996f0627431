#include "ingest/editor.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/log.h"
#include "common/status.h"
#include "ingest/prepare/edit.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

std::string ActorOf(const Call& call) { return call.caller.empty() ? "editor" : call.caller; }

// Who redacts waits no longer for what is kept.
constexpr absl::Duration kPurgeTimeout = absl::Seconds(10);

// How often an edit that came between is given way to.
constexpr int kMaxAttempts = 5;

}  // namespace

absl::StatusOr<storage::v1::UpdateArticleResponse> Editor::Update(
    const Call& call, const v1::EditArticleRequest& request) {
  storage::v1::GetArticleRequest get;
  get.set_name(request.article().name());
  ASSIGN_OR_RETURN(const article::v1::Article held, storage_.GetArticle(call, get));
  ASSIGN_OR_RETURN(storage::v1::UpdateArticleRequest update,
                   parser_.Edit(call, held, request, absl::Now()));
  update.set_actor(ActorOf(call));
  return storage_.UpdateArticle(call, update);
}

absl::StatusOr<v1::EditArticleResponse> Editor::Edit(const Call& call,
                                                     const v1::EditArticleRequest& request) {
  RETURN_IF_ERROR(CheckEdit(request));
  RETURN_IF_ERROR(IdOfName(request.article().name(), "articles/", "article.name").status());
  absl::StatusOr<storage::v1::UpdateArticleResponse> updated = Update(call, request);
  // Without an etag the caller does not mind what came between.
  for (int attempt = 1; attempt < kMaxAttempts && request.article().etag().empty() &&
                        absl::IsAborted(updated.status());
       ++attempt) {
    updated = Update(call, request);
  }
  RETURN_IF_ERROR(updated.status());
  v1::EditArticleResponse response;
  *response.mutable_article() = std::move(*updated->mutable_article());
  *response.mutable_read_after() = std::move(*updated->mutable_read_after());
  return response;
}

absl::StatusOr<v1::DeleteArticleResponse> Editor::Delete(const Call& call,
                                                         const v1::DeleteArticleRequest& request) {
  storage::v1::DeleteArticleRequest deletion;
  deletion.set_name(request.name());
  deletion.set_etag(request.etag());
  deletion.set_allow_missing(request.allow_missing());
  deletion.set_actor(ActorOf(call));
  ASSIGN_OR_RETURN(storage::v1::DeleteArticleResponse deleted,
                   storage_.DeleteArticle(call, deletion));
  v1::DeleteArticleResponse response;
  *response.mutable_article() = std::move(*deleted.mutable_article());
  *response.mutable_read_after() = std::move(*deleted.mutable_read_after());
  return response;
}

absl::StatusOr<v1::UndeleteArticleResponse> Editor::Undelete(
    const Call& call, const v1::UndeleteArticleRequest& request) {
  storage::v1::UndeleteArticleRequest undeletion;
  undeletion.set_name(request.name());
  undeletion.set_etag(request.etag());
  undeletion.set_actor(ActorOf(call));
  ASSIGN_OR_RETURN(storage::v1::UndeleteArticleResponse undeleted,
                   storage_.UndeleteArticle(call, undeletion));
  v1::UndeleteArticleResponse response;
  *response.mutable_article() = std::move(*undeleted.mutable_article());
  *response.mutable_read_after() = std::move(*undeleted.mutable_read_after());
  return response;
}

absl::StatusOr<v1::RedactArticleResponse> Editor::Redact(const Call& call,
                                                         const v1::RedactArticleRequest& request) {
  storage::v1::RedactArticleRequest redaction;
  redaction.set_name(request.name());
  redaction.set_source_site_uri(request.source_site_uri());
  *redaction.mutable_revisions() = request.revisions();
  redaction.set_reason(request.reason());
  redaction.set_dry_run(request.dry_run());
  redaction.set_actor(ActorOf(call));
  if (!request.dry_run() && !request.name().empty()) {
    const absl::Status expected = redactions_.Expect(call, request.name());
    // Of a bad name storage says so in the words of this request.
    if (!expected.ok() && !absl::IsInvalidArgument(expected) && !absl::IsNotFound(expected)) {
      return expected;
    }
  }
  ASSIGN_OR_RETURN(storage::v1::RedactArticleResponse redacted,
                   storage_.RedactArticle(call, redaction));
  v1::RedactArticleResponse response;
  response.set_articles(redacted.articles());
  response.set_revisions(redacted.revisions());
  *response.mutable_read_after() = std::move(*redacted.mutable_read_after());
  if (!request.dry_run()) RETURN_IF_ERROR(Purge(call, request, response.read_after().position()));
  return response;
}

absl::Status Editor::Purge(const Call& call, const v1::RedactArticleRequest& request,
                           int64_t position) {
  if (!request.source_site_uri().empty()) {
    RETURN_IF_ERROR(redactions_.PurgeSite(call.deadline, request.source_site_uri()));
  }
  // It is done in any case, sooner or later.
  Call purging = call;
  purging.deadline = std::min(call.deadline, absl::Now() + kPurgeTimeout);
  const absl::Status purged = redactions_.CatchUp(purging, position);
  if (!purged.ok()) {
    Log(Severity::kWarning, "what was redacted is still in quarantine, or among what is kept",
        {{"error", purged.message()}, {"article", request.name()}});
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest

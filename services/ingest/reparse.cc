#include "ingest/reparse.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/deliver/counts.h"
#include "ingest/differences.h"
#include "ingest/identity/feed_memory.pb.h"
#include "ingest/keep/entry_keys.h"
#include "ingest/prepare/material.h"

namespace broadsheet::ingest {
namespace {

using article::v1::WriteOutcome;

constexpr int kMaxChanges = 1000;
constexpr int kDefaultDocuments = 20;
constexpr int kMaxDocuments = 100;

absl::StatusOr<int> Documents(const v1::ReparseFetchesRequest& request) {
  if (request.page_size() < 0) return InvalidField("page_size", "is negative");
  if (!request.page_token().empty() && !IsUuid(request.page_token())) {
    return InvalidField("page_token", "is not one that ReparseFetches gave");
  }
  return request.page_size() == 0 ? kDefaultDocuments
                                  : std::min(request.page_size(), kMaxDocuments);
}

void AddChange(const KeptFetch& kept, v1::PushResult result, std::string title,
               std::vector<std::string> differences, v1::ReparseFetchesResponse* response) {
  if (response->changes_size() == kMaxChanges) return;
  auto& change = *response->add_changes();
  change.set_uri(kept.fetched.uri);
  *change.mutable_result() = std::move(result);
  change.set_title(std::move(title));
  for (std::string& difference : differences) change.add_differences(std::move(difference));
}

bool IsChange(const v1::PushResult& result) {
  return result.has_error() || result.outcome() == WriteOutcome::WRITE_OUTCOME_CREATED ||
         result.outcome() == WriteOutcome::WRITE_OUTCOME_REVISED;
}

}  // namespace

absl::StatusOr<v1::ReparseFetchesResponse> Reparse::ReparseFetches(
    const Call& call, const v1::ReparseFetchesRequest& request) {
  ASSIGN_OR_RETURN(const int documents, Documents(request));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      kept_.List(call.deadline, request.origin(), request.page_token(), documents + 1));
  v1::ReparseFetchesResponse response;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (static_cast<int>(i) == documents) {
      response.set_next_page_token(ids[i - 1]);
      break;
    }
    RETURN_IF_ERROR(ReadOne(call, ids[i], request.dry_run(), &response));
  }
  return response;
}

absl::Status Reparse::ReadOne(const Call& call, const std::string& id, bool dry_run,
                              v1::ReparseFetchesResponse* response) {
  absl::StatusOr<KeptFetch> kept = kept_.Get(call.deadline, id);
  if (absl::IsNotFound(kept.status())) return absl::OkStatus();  // its time was over meanwhile
  RETURN_IF_ERROR(kept.status());
  response->set_documents(response->documents() + 1);
  Rereading rereading;
  rereading.dry_run = dry_run;
  rereading.wants = [&](const article::v1::Article& article) -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(const auto known,
                     kept_.Find(call.deadline, kept->fetched.origin, EntryKeys(article)));
    return !known || known->fetch_id == id;
  };
  absl::StatusOr<IntakeReport> report =
      kept->whole() ? Take(call, *kept, &rereading)
                    : absl::FailedPreconditionError("only its beginning was kept");
  if (!report.ok()) {
    if (!IsOfTheBytes(report.status())) return report.status();
    response->set_unreadable(response->unreadable() + 1);
    return absl::OkStatus();
  }
  if (dry_run) return Compare(call, *kept, rereading, response);
  for (size_t i = 0; i < report->results.size(); ++i) {
    if (!IsChange(report->results[i])) continue;
    AddChange(*kept, report->results[i], i < report->titles.size() ? report->titles[i] : "", {},
              response);
  }
  AddCounts(report->counts, response->mutable_counts());
  if (report->read_after) *response->mutable_read_after() = *report->read_after;
  return kept_.NoteEntries(call.deadline, id, kept->fetched.origin, report->entries,
                           report->suppressed);
}

absl::StatusOr<IntakeReport> Reparse::Take(const Call& call, const KeptFetch& kept,
                                           Rereading* rereading) {
  const Fetched& fetched = kept.fetched;
  Delivery delivery;
  delivery.origin = fetched.origin;
  delivery.settings = fetched.settings;
  delivery.observe_time = absl::Now();
  delivery.entry_uri = fetched.entry_uri;
  delivery.archive_uri = fetched.archive_uri;
  delivery.rereading = rereading;
  FeedMemory memory;
  if (absl::StartsWith(fetched.origin, kFeedCollection)) {
    v1::GetFeedRequest request;
    request.set_name(fetched.origin);
    absl::StatusOr<v1::Feed> feed = feeds_.Get(call.deadline, request);
    if (feed.ok()) delivery.settings = *std::move(feed);
    if (!feed.ok() && !absl::IsNotFound(feed.status())) return feed.status();
    // A copy: what is read is no new document of the feed.
    ASSIGN_OR_RETURN(
        memory, leases_.Memory(call.deadline, fetched.origin.substr(sizeof kFeedCollection - 1)));
    delivery.memory = &memory;
  }
  const Material material = {fetched.body, fetched.content_type, fetched.uri};
  switch (fetched.kind) {
    case Fetched::Kind::kPage:
      return intake_.TakePage(call, delivery, material, PageKind::kAny);
    case Fetched::Kind::kArchivePage:
      return intake_.TakePage(call, delivery, material, PageKind::kArchive);
    case Fetched::Kind::kNotification:
      delivery.some_entries = true;
      break;
    case Fetched::Kind::kFeed:
      break;
  }
  absl::StatusOr<IntakeReport> report = intake_.TakeFeed(call, delivery, material);
  // It was not taken in before, either: the feed was fetched, and that document is kept, too.
  if (Reason(report.status()) == kWholeFeedNeeded) return IntakeReport();
  return report;
}

absl::Status Reparse::Compare(const Call& call, const KeptFetch& kept, const Rereading& rereading,
                              v1::ReparseFetchesResponse* response) {
  v1::IngestCounts& counts = *response->mutable_counts();
  counts.set_rejected(counts.rejected() + rereading.refused);
  for (const storage::v1::ArticleWrite& write : rereading.writes) {
    ASSIGN_OR_RETURN(const auto known,
                     kept_.Find(call.deadline, kept.fetched.origin, EntryKeys(write.article())));
    v1::PushResult result;
    std::vector<std::string> differences;
    if (!known) {
      result.set_outcome(WriteOutcome::WRITE_OUTCOME_CREATED);
      counts.set_created(counts.created() + 1);
    } else {
      storage::v1::GetArticleRequest request;
      request.set_name(absl::StrCat("articles/", known->article_id));
      ASSIGN_OR_RETURN(const article::v1::Article held, storage_.GetArticle(call, request));
      if (!held.has_delete_time()) differences = Differences(write, held);
      if (differences.empty()) {
        counts.set_unchanged(counts.unchanged() + 1);
        continue;
      }
      result.set_outcome(WriteOutcome::WRITE_OUTCOME_REVISED);
      result.set_name(held.name());
      result.set_revision(held.revision());
      counts.set_revised(counts.revised() + 1);
    }
    AddChange(kept, std::move(result), write.article().title(), std::move(differences), response);
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest

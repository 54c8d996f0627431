#include "ingest/deliver/delivery_writer.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/deliver/counts.h"
#include "ingest/deliver/rejected_entry.h"
#include "ingest/formats/overlooked.h"
#include "ingest/keep/entry_keys.h"

namespace broadsheet::ingest {
namespace {

using article::v1::MoreLink;
using article::v1::WriteOutcome;
using article::v1::WriteOutcome_Name;

// What storage takes in one batch, less room for the batch's own fields.
constexpr int kMaxBatchWrites = 500;
constexpr size_t kMaxBatchBytes = (4 << 20) - (64 << 10);

constexpr char kArticlesPrefix[] = "articles/";

// Rejects must be kept even where the call's time is up.
constexpr absl::Duration kKeepTimeout = absl::Seconds(10);

// Storage's id for the batch of the delivery that begins with its `first` entry.
std::string WriteRequestId(const Delivery& delivery, int first) {
  if (delivery.request_id.empty()) return NewUuid(absl::Now());
  const std::string& origin = delivery.origin;
  return absl::BytesToHexString(
      Sha256(absl::StrCat(origin.size(), ":", origin, first, ":", delivery.request_id)));
}

void SetError(const absl::Status& status, v1::PushResult* result) {
  result->mutable_error()->ParseFromString(ToRpcStatusBytes(status));
}

// Where the rest of an entry is to be had, if it has been cut.
std::string FullTextUri(const article::v1::Article& article) {
  return article.more().kind() == MoreLink::KIND_CONTINUE_READING ? article.more().uri() : "";
}

// Whether an entry that is read again is to be written.
absl::StatusOr<bool> Reread(Rereading& rereading, absl::StatusOr<PreparedEntry>* prepared) {
  if (!prepared->ok()) {
    if (rereading.dry_run) ++rereading.refused;
    return !rereading.dry_run;
  }
  storage::v1::ArticleWrite& write = (*prepared)->write;
  ASSIGN_OR_RETURN(const bool wanted, rereading.wants(write.article()));
  if (!wanted) return false;
  // It says what it said before, and yet something else is made of it.
  write.set_observation_digest(
      Sha256(absl::StrCat("read again", write.article().SerializeAsString())));
  if (!rereading.dry_run) return true;
  rereading.writes.push_back(std::move(write));
  return false;
}

}  // namespace

int DeliveryWriter::AddResult() {
  report_.results.emplace_back();
  return static_cast<int>(report_.results.size()) - 1;
}

void DeliveryWriter::RefuseAs(int result, Rejected rejected) {
  batch_.refused.push_back(std::move(rejected));
  batch_.refused_results.push_back(result);
}

void DeliveryWriter::Refuse(Rejected rejected) { RefuseAs(AddResult(), std::move(rejected)); }

void DeliveryWriter::CountOutcome(const std::string& outcome) {
  outlets_.articles.Add({{"origin", OriginKind(delivery_.origin)}, {"outcome", outcome}})
      .Increment();
}

absl::Status DeliveryWriter::Take(PreparedDocument::Item item) {
  // Whether a page is an archive turned out when it was read.
  if (item.prepared.ok()) item.prepared->write.set_origin(WriteOrigin(delivery_));
  if (delivery_.rereading != nullptr) {
    ASSIGN_OR_RETURN(const bool taken, Reread(*delivery_.rereading, &item.prepared));
    if (!taken) return absl::OkStatus();
  }
  const int result = AddResult();
  if (!item.prepared.ok()) {
    const absl::Status& reason = item.prepared.status();
    RefuseAs(result, RejectedEntry(delivery_, material_, nullptr, FailedStep(reason), reason,
                                   std::move(item.remains)));
    return absl::OkStatus();
  }
  // The time varies in size. A delivery that comes again is to be cut alike.
  storage::v1::ArticleWrite& write = item.prepared->write;
  const size_t bytes = write.ByteSizeLong() - write.observe_time().ByteSizeLong();
  const bool has_room =
      batch_.request.writes_size() < kMaxBatchWrites && batch_.bytes + bytes <= kMaxBatchBytes;
  if (!has_room) RETURN_IF_ERROR(Flush());
  for (const article::v1::Category& category : item.prepared->categories) {
    batch_.category_titles.emplace(category.name(), category.title());
  }
  batch_.bytes += bytes;
  *batch_.request.add_writes() = std::move(write);
  batch_.remains.push_back(std::move(item.remains));
  batch_.write_results.push_back(result);
  return absl::OkStatus();
}

void DeliveryWriter::TakeError(EntryError error) {
  if (IsOverlooked(error)) return NoteOverlooked(error.status);
  if (delivery_.rereading != nullptr && delivery_.rereading->dry_run) {
    ++delivery_.rereading->refused;
    return;
  }
  Rejected rejected = RejectedBytes(delivery_, material_, v1::Reject::STEP_PARSE, error.status);
  rejected.entry = std::move(error.id);
  rejected.raw = std::move(error.raw);
  rejected.source.set_title(report_.title);
  rejected.source.set_site_uri(report_.site_uri);
  rejected.keys = EntryKeys(report_.site_uri, rejected.entry);
  rejected.keys.push_back(SiteKey(report_.site_uri));
  Refuse(std::move(rejected));
}

void DeliveryWriter::NoteOverlooked(const absl::Status& what) {
  if (report_.counts.overlooked() == 0) report_.overlooked_example = std::string(what.message());
  report_.counts.set_overlooked(report_.counts.overlooked() + 1);
  CountOutcome("OVERLOOKED");
}

absl::Status DeliveryWriter::Flush() {
  const absl::Status written = Write();
  RETURN_IF_ERROR(KeepRefused());
  batch_ = Batch();
  return written;
}

absl::Status DeliveryWriter::Write() {
  if (batch_.remains.empty()) return absl::OkStatus();
  StorageClient& storage = outlets_.storage;
  RETURN_IF_ERROR(storage.EnsureCategories(call_, batch_.category_titles, delivery_.patience));
  batch_.request.set_request_id(WriteRequestId(delivery_, batch_.write_results[0]));
  ASSIGN_OR_RETURN(storage::v1::BatchWriteArticlesResponse response,
                   storage.Write(call_, batch_.request, delivery_.patience));
  for (int i = 0; i < response.results_size(); ++i) {
    storage::v1::WriteResult& written = *response.mutable_results(i);
    const article::v1::Article& article = batch_.request.writes(i).article();
    const int result = batch_.write_results[i];
    if (written.has_error()) {
      const absl::Status reason = FromRpcStatusBytes(written.error().SerializeAsString());
      RefuseAs(result, RejectedEntry(delivery_, material_, &article, v1::Reject::STEP_WRITE, reason,
                                     std::move(batch_.remains[i])));
    } else {
      NoteWritten(article, std::move(written), result);
    }
  }
  if (response.has_read_after()) report_.read_after = std::move(*response.mutable_read_after());
  return absl::OkStatus();
}

void DeliveryWriter::NoteWritten(const article::v1::Article& article,
                                 storage::v1::WriteResult written, int result) {
  const WriteOutcome outcome = written.outcome();
  v1::PushResult& pushed = report_.results[result];
  pushed.set_outcome(outcome);
  pushed.set_name(std::move(*written.mutable_name()));
  pushed.set_revision(written.revision());
  Count(outcome, &report_.counts);
  CountOutcome(WriteOutcome_Name(outcome));
  const absl::string_view name = pushed.name();
  const std::string id(absl::StripPrefix(name, kArticlesPrefix));
  if (outcome == WriteOutcome::WRITE_OUTCOME_SUPPRESSED) report_.suppressed.push_back(id);
  report_.entries.push_back({EntryKeys(article), id});
  report_.titles.resize(report_.results.size());
  report_.titles[result] = article.title();
  const FullText full_text{FullTextUri(article), article.canonical_uri()};
  if (full_text.uri.empty()) return;
  report_.full_texts.push_back(full_text);
  if (outcome == WriteOutcome::WRITE_OUTCOME_CREATED ||
      outcome == WriteOutcome::WRITE_OUTCOME_REVISED) {
    report_.new_full_texts.push_back(full_text);
  }
}

absl::Status DeliveryWriter::KeepRefused() {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   outlets_.quarantine.Keep(absl::Now() + kKeepTimeout, batch_.refused));
  for (size_t i = 0; i < names.size(); ++i) {
    v1::PushResult& result = report_.results[batch_.refused_results[i]];
    SetError(batch_.refused[i].reason, &result);
    result.set_reject(names[i]);
    Count(WriteOutcome::WRITE_OUTCOME_UNSPECIFIED, &report_.counts);
    CountOutcome("REJECTED");
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest

#include "ingest/redact/redaction_log.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "common/status.h"
#include "ingest/keep/entry_keys.h"
#include "ingest/redact/purge.h"
#include "ingest/sql.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Cursor;
using article::v1::Revision;
using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

constexpr absl::Duration kPageTimeout = absl::Seconds(30);
constexpr absl::Duration kWait = absl::Milliseconds(50);
constexpr int kPageSize = 1000;
constexpr int kRevisionPage = 100;

std::string IdOfArticle(absl::string_view name) {
  absl::ConsumePrefix(&name, "articles/");
  return std::string(name.substr(0, name.find('/')));
}

// All revisions of an article, as far as storage still knows them.
absl::StatusOr<std::vector<Revision>> RevisionsOf(const Call& call, StorageClient& storage,
                                                  const std::string& article_name) {
  std::vector<Revision> revisions;
  storage::v1::ListRevisionsRequest request;
  request.set_parent(article_name);
  request.set_page_size(kRevisionPage);
  do {
    ASSIGN_OR_RETURN(storage::v1::ListRevisionsResponse page, storage.ListRevisions(call, request));
    for (Revision& revision : *page.mutable_revisions()) revisions.push_back(std::move(revision));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return revisions;
}

bool IsRedaction(const storage::v1::Change& change) {
  return change.has_article() && change.article().revision().kind() == Revision::KIND_REDACTED;
}

}  // namespace

// What was read of the log.
struct RedactionLog::Page {
  std::vector<storage::v1::Change> redactions;
  Cursor end;
};

RedactionLog::RedactionLog(const Options& options, postgres::Pool& pool, StorageClient& storage)
    : options_(options), pool_(pool), storage_(storage) {}

RedactionLog::~RedactionLog() { Drain(); }

void RedactionLog::Start() {
  thread_ = StartThread("redactions", [this] { Run(); });
}

void RedactionLog::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status RedactionLog::Expect(const Call& call, const std::string& article_name) {
  ASSIGN_OR_RETURN(const std::vector<Revision> revisions,
                   RevisionsOf(call, storage_, article_name));
  std::set<std::string> keys;
  for (const Revision& revision : revisions) {
    for (std::string& key : EntryKeys(revision.snapshot())) keys.insert(std::move(key));
  }
  const Params params =
      Params().Text(IdOfArticle(article_name)).BytesArray({keys.begin(), keys.end()});
  return pool_.Transact(call.deadline, [&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run(sql::kForgetExpected, {}).status());
    return tx.Run(sql::kExpectRedaction, params).status();
  });
}

absl::Status RedactionLog::PurgeSite(absl::Time deadline, const std::string& site_uri) {
  return pool_.Transact(deadline, [&](Transaction& tx) {
    const Params params =
        Params().BytesArray({SiteKey(site_uri)}).TextArray({}).Time(absl::InfinitePast());
    return tx.Run(sql::kPurgeRejects, params).status();
  });
}

absl::Status RedactionLog::Purge(const Call& call, Transaction& tx, const Page& page) {
  for (const storage::v1::Change& change : page.redactions) {
    const Revision& revision = change.article().revision();
    Redacted redacted;
    redacted.article_id = IdOfArticle(revision.name());
    redacted.keys = EntryKeys(revision.snapshot());
    // Of a tombstone nothing is left to be called by.
    redacted.wholly = redacted.keys.empty();
    redacted.time = FromProto(change.commit_time());
    ASSIGN_OR_RETURN(const std::vector<Revision> revisions,
                     RevisionsOf(call, storage_, absl::StrCat("articles/", redacted.article_id)));
    for (const Revision& each : revisions) redacted.actors.push_back(each.actor());
    RETURN_IF_ERROR(PurgeRedacted(tx, redacted));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RedactionLog::ReadPage(const Call& call, bool* at_head) {
  int64_t position = 0;
  *at_head = false;
  RETURN_IF_ERROR(pool_.Transact(call.deadline, [&](Transaction& tx) -> absl::Status {
    position = 0;
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kReadLogCursor, {}));
    if (rows.empty()) return absl::OkStatus();  // another instance is at it
    storage::v1::ListChangesRequest request;
    Page page;
    page.end.ParseFromString(rows.Bytes(0, 0));
    if (page.end.position() > 0) *request.mutable_after() = page.end;
    request.set_page_size(kPageSize);
    absl::StatusOr<storage::v1::ListChangesResponse> changes = storage_.ListChanges(call, request);
    if (Reason(changes.status()) == "LOG_DIVERGED") {
      Log(Severity::kWarning, "storage's log is another one: it is read anew for redactions", {});
      return tx.Run(sql::kMoveLogCursor, Params().Bytes("")).status();
    }
    RETURN_IF_ERROR(changes.status());
    *at_head = changes->changes().empty();
    for (storage::v1::Change& change : *changes->mutable_changes()) {
      page.end = change.cursor();
      if (IsRedaction(change)) page.redactions.push_back(std::move(change));
    }
    position = page.end.position();
    if (*at_head) return absl::OkStatus();
    RETURN_IF_ERROR(Purge(call, tx, page));
    return tx.Run(sql::kMoveLogCursor, Params().Bytes(page.end.SerializeAsString())).status();
  }));
  return position;
}

absl::Status RedactionLog::CatchUp(const Call& call, int64_t position) {
  while (true) {
    bool at_head = false;
    ASSIGN_OR_RETURN(const int64_t read, ReadPage(call, &at_head));
    if (read >= position) return absl::OkStatus();
    if (call.over() || call.time_left() < kWait) {
      return absl::DeadlineExceededError("storage's log is not read as far as that yet");
    }
    if (read == 0) absl::SleepFor(kWait);
  }
}

void RedactionLog::Run() {
  bool failed = false;
  while (true) {
    bool at_head = false;
    Call call = BackgroundCall("redactions", kPageTimeout);
    const absl::StatusOr<int64_t> read = ReadPage(call, &at_head);
    if (!read.ok() && !failed) {
      Log(Severity::kWarning, "storage's log can't be followed for redactions; it goes on later",
          {{"error", read.status().message()}});
    }
    failed = !read.ok();
    const bool more = read.ok() && *read > 0 && !at_head;
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_),
                            more ? absl::ZeroDuration() : options_.look_every);
    if (stopping_) return;
  }
}

}  // namespace broadsheet::ingest

#include "ingest/keep/kept_fetches.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/keep/zstd.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(30);
constexpr int64_t kBytesAround = 1000;

prometheus::Counter& Dropped(Metrics& metrics, const std::string& reason) {
  return prometheus::BuildCounter()
      .Name("broadsheet_kept_fetches_dropped_total")
      .Help("Documents that are kept no longer as they were fetched, by why (reason: bytes, age).")
      .Register(metrics.registry())
      .Add({{"reason", reason}});
}

std::string DigestOf(const Fetched& fetched) {
  return fetched.sha256.empty() ? Sha256(fetched.body) : fetched.sha256;
}

// Text from the network may hold what PostgreSQL's text can't.
std::string Storable(std::string text) {
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

void AddReading(const Fetched& fetched, Params* params) {
  params->Bytes(fetched.settings.SerializeAsString());
  params->Text(Storable(fetched.entry_uri)).Text(Storable(fetched.archive_uri));
}

}  // namespace

KeptFetches::KeptFetches(const Options& options, postgres::Pool& pool, Metrics& metrics)
    : options_(options),
      pool_(pool),
      too_many_(Dropped(metrics, "bytes")),
      too_old_(Dropped(metrics, "age")),
      thread_(StartThread("kept fetches", [this] { Run(); })) {}

KeptFetches::~KeptFetches() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::StatusOr<std::string> KeptFetches::Keep(absl::Time deadline, const Fetched& fetched) {
  if (options_.max_age <= absl::ZeroDuration()) return "";
  const std::string digest = DigestOf(fetched);
  const std::string uri = Storable(fetched.uri);
  std::string id;
  std::string body;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    Params touched;
    touched.Text(fetched.origin).Text(uri).Bytes(digest);
    AddReading(fetched, &touched);
    ASSIGN_OR_RETURN(Rows rows, tx.Run(sql::kTouchFetch, touched));
    if (rows.empty()) {
      if (body.empty()) body = Compress(fetched.body);
      const int64_t held = static_cast<int64_t>(fetched.body.size());
      RETURN_IF_ERROR(
          tx.Run(sql::kKeepBody,
                 Params().Bytes(digest).Bytes(body).Int(std::max(fetched.raw_size, held)).Int(held))
              .status());
      Params added;
      added.Text(NewUuid(absl::Now())).Text(fetched.origin).Text(uri).Bytes(digest);
      AddReading(fetched, &added);
      added.Text(Storable(fetched.content_type)).Int(static_cast<int>(fetched.kind));
      ASSIGN_OR_RETURN(rows, tx.Run(sql::kKeepFetch, added));
    }
    id = rows.String(0, 0);
    return absl::OkStatus();
  }));
  absl::MutexLock lock(&mutex_);
  if (!body.empty()) added_bytes_ += static_cast<int64_t>(body.size()) + kBytesAround;
  return id;
}

absl::Status KeptFetches::NoteEntries(absl::Time deadline, const std::string& id,
                                      const std::string& origin,
                                      const std::vector<FetchedEntry>& entries,
                                      const std::vector<std::string>& suppressed) {
  if (id.empty()) return absl::OkStatus();
  std::vector<std::string> keys;
  std::vector<std::string> articles;
  for (const FetchedEntry& entry : entries) {
    for (const std::string& key : entry.keys) {
      keys.push_back(key);
      articles.push_back(entry.article_id);
    }
  }
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    if (!suppressed.empty()) {
      ASSIGN_OR_RETURN(const Rows redacted,
                       tx.Run(sql::kFindRedacted, Params().TextArray(suppressed)));
      if (!redacted.empty()) {
        RETURN_IF_ERROR(tx.Run(sql::kDeleteFetch, Params().Text(id)).status());
        return tx.Run(sql::kDropBodies, {}).status();
      }
    }
    if (keys.empty()) return absl::OkStatus();
    return tx
        .Run(sql::kKeepEntries, Params().Text(origin).BytesArray(keys).TextArray(articles).Text(id))
        .status();
  });
}

absl::StatusOr<std::vector<std::string>> KeptFetches::List(absl::Time deadline,
                                                           const std::string& origin,
                                                           const std::string& after,
                                                           int64_t limit) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kListFetches,
                               Params().TextOrNull(origin).TextOrNull(after).Int(limit)));
  std::vector<std::string> ids;
  for (int row = 0; row < rows.size(); ++row) ids.push_back(rows.String(row, 0));
  return ids;
}

absl::StatusOr<KeptFetch> KeptFetches::Get(absl::Time deadline, const std::string& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(deadline, sql::kGetFetch, Params().Text(id)));
  if (rows.empty()) return absl::NotFoundError(absl::StrCat("document ", id, " is kept no longer"));
  KeptFetch kept;
  kept.id = id;
  Fetched& fetched = kept.fetched;
  fetched.origin = rows.String(0, 0);
  fetched.uri = rows.String(0, 1);
  fetched.content_type = rows.String(0, 2);
  fetched.kind = static_cast<Fetched::Kind>(rows.Int(0, 3));
  fetched.settings.ParseFromString(rows.Bytes(0, 4));
  fetched.entry_uri = rows.String(0, 5);
  fetched.archive_uri = rows.String(0, 6);
  fetched.raw_size = rows.Int(0, 8);
  ASSIGN_OR_RETURN(fetched.body, Decompress(rows.BytesView(0, 7), rows.Int(0, 9)));
  return kept;
}

absl::StatusOr<std::optional<KeptFetches::Known>> KeptFetches::Find(
    absl::Time deadline, const std::string& origin, const std::vector<std::string>& keys) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Query(deadline, sql::kFindEntry, Params().Text(origin).BytesArray(keys)));
  if (rows.empty()) return std::optional<Known>();
  return std::optional<Known>({rows.String(0, 0), rows.String(0, 1)});
}

absl::Status KeptFetches::Enforce() {
  Rows dropped;
  RETURN_IF_ERROR(
      pool_.Transact(absl::Now() + kDatabaseTimeout, [&](Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(
            dropped, tx.Run(sql::kDropFetches, Params()
                                                   .Int(options_.max_bytes)
                                                   .Int(options_.max_bytes / 4)
                                                   .Double(absl::ToDoubleSeconds(options_.max_age))
                                                   .Int(kBytesAround)));
        return tx.Run(sql::kDropBodies, {}).status();
      }));
  for (int row = 0; row < dropped.size(); ++row) {
    const bool too_old = dropped.Bool(row, 0);
    const int64_t count = dropped.Int(row, 1);
    (too_old ? too_old_ : too_many_).Increment(static_cast<double>(count));
    // That time passes is as it should be.
    Log(too_old ? Severity::kInfo : Severity::kWarning, "documents are kept no longer",
        {{"reason", too_old ? "age" : "bytes"},
         {"documents", count},
         {"bytes", dropped.Int(row, 2)}});
  }
  return absl::OkStatus();
}

void KeptFetches::Run() {
  const auto is_time = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || added_bytes_ > options_.max_bytes / 16;
  };
  while (true) {
    // What PostgreSQL being away keeps from being dropped is dropped when it is back.
    Enforce().IgnoreError();
    absl::MutexLock lock(&mutex_);
    added_bytes_ = 0;
    mutex_.AwaitWithTimeout(absl::Condition(&is_time), options_.check_every);
    if (stopping_) return;
  }
}

}  // namespace broadsheet::ingest

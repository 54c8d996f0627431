// The one way in: bytes -> parse -> normalise -> enrich -> validate -> write.
// Push, poll, fetch and import differ only in where the bytes come from.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/ingest/v1/reject.pb.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "ingest/deliver/storage_client.h"
#include "ingest/identity/identity.h"
#include "ingest/keep/kept_fetches.h"
#include "ingest/parser/parser.h"
#include "ingest/parser/preparation.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/material.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/quarantine/quarantine.h"

namespace prometheus {
class Counter;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// How what is kept is read again.
struct Rereading {
  // Nothing is written or kept: `writes` has what would be written, and `refused` is how
  // many would be rejects.
  bool dry_run = false;
  // Whether an entry is to be taken.
  std::function<absl::StatusOr<bool>(const article::v1::Article&)> wants;
  std::vector<storage::v1::ArticleWrite> writes;
  int64_t refused = 0;
};

// Who delivers, and how the delivery is to be read.
struct Delivery {
  // As `ArticleWrite.origin`.
  std::string origin;
  // Its category_map, default_categories and identity_rule count.
  v1::Feed settings;
  absl::Time observe_time;
  bool allow_undelete = false;
  // Who delivers this again under the same id is answered as the first time; the
  // same id with other entries is INVALID_ARGUMENT. Empty: told by content alone.
  std::string request_id;
  // How long to wait for storage while it is away.
  absl::Duration patience = absl::Minutes(10);
  // The archive page that led to what is delivered; empty without one. What an
  // archive says of an article and what the article's own page says are kept
  // apart: they are of different origins.
  std::string archive_uri;
  // Of the article whose page it is, as what led to it says: whatever the page calls
  // itself. Empty where nothing led to it.
  std::string entry_uri;
  // What is known of the entries of the feed whose document it is; what is seen in this one
  // is added. Null for other documents.
  FeedMemory* memory = nullptr;
  // How many pages may be fetched of a sitemap.
  int most_pages = 0;
  // A page that is no article is left out: it was not said to be one.
  bool articles_only = false;
  // Where it is a document that is kept.
  Rereading* rereading = nullptr;
};

// Where an article's full text is: the target of its "Continue reading" link, or a page that a
// sitemap lists.
struct FullText {
  std::string uri;
  // The article's own; empty where the page is to say.
  std::string canonical_uri;
};

// What a delivery came to.
struct IntakeReport {
  // One for each entry, in order.
  std::vector<v1::PushResult> results;
  v1::IngestCounts counts;
  // Of the results that have an article, what they are told by, and its headlines beside
  // `results`; the ids of articles that storage would not take.
  std::vector<FetchedEntry> entries;
  std::vector<std::string> titles;
  std::vector<std::string> suppressed;
  // Unset where nothing was written.
  std::optional<article::v1::Cursor> read_after;

  // What the document said of itself.
  std::string title;
  std::string site_uri;
  std::string older_uri;
  std::string defect;
  std::string overlooked_example;
  bool is_archive = false;
  // What identifies its entries, where the delivery has a memory.
  std::optional<Identity> identity;

  // The pages of entries whose rest is there; of those that were new or had changed.
  std::vector<FullText> full_texts;
  std::vector<FullText> new_full_texts;

  // Of a sitemap: the pages that are to be fetched now, the sitemaps that it lists, and
  // whether something of it waits for the next poll.
  bool is_sitemap = false;
  std::vector<FullText> pages;
  std::vector<Listed> sitemaps;
  bool waits = false;

  // Adds another one's results, counts, cursor and links.
  void Add(IntakeReport other);
};

// The name of the reject that what went wrong is kept as; empty where it is not
// kept.
std::string KeptAs(const absl::Status& status);

// Thread-safe. What can't be taken is kept in quarantine, with its bytes and the
// step that failed; a bad entry fails alone. The error of an operation is that
// of bytes that can't be read at all (a reject, too), or of storage, PostgreSQL or the
// parsers being away: then it can be repeated safely.
class Intake {
 public:
  // All must outlive it.
  Intake(Parser& parser, StorageClient& storage, Quarantine& quarantine, Metrics& metrics);

  // An RSS, Atom or JSON Feed document, or a sitemap. Of that those entries are taken whose
  // pages are to be fetched now; all without a memory, none where it is read again.
  absl::StatusOr<IntakeReport> TakeFeed(const Call& call, const Delivery& delivery,
                                        const Material& material);

  // What is in a file from `site_uri` (may be empty), or in a part of one: for TakePrepared(),
  // as a whole or part by part. Keeps nothing.
  absl::StatusOr<PreparedDocument> ReadArchive(const Call& call, const Delivery& delivery,
                                               std::string_view bytes,
                                               v1::ImportHeader::Format format,
                                               const std::string& site_uri);

  // The same with its entries as they were read, for who puts something to them before
  // TakeDocument().
  absl::StatusOr<Document> ReadUnprepared(const Call& call, std::string_view bytes,
                                          v1::ImportHeader::Format format,
                                          const std::string& site_uri);

  // An HTML page: an article or an archive of posts.
  absl::StatusOr<IntakeReport> TakePage(const Call& call, const Delivery& delivery,
                                        const Material& material, PageKind kind);

  // Lines of JSONL, and those that were too long to be read. `material` has no bytes: each
  // line has its own.
  absl::StatusOr<IntakeReport> TakeLines(const Call& call, const Delivery& delivery,
                                         const Material& material, std::vector<Parser::Line> lines,
                                         std::vector<EntryError> too_long);

  // What is in quarantine, read again as what it is.
  absl::StatusOr<IntakeReport> TakeKept(const Call& call, const Delivery& delivery,
                                        const Material& material, const KeptReject& kept);

  // What has been parsed already. `material` has no bytes: each entry has its own.
  absl::StatusOr<IntakeReport> TakeDocument(const Call& call, const Delivery& delivery,
                                            const Material& material, Document document);
  // The same of what has been prepared, too.
  absl::StatusOr<IntakeReport> TakePrepared(const Call& call, const Delivery& delivery,
                                            const Material& material, PreparedDocument document);

  // Keeps what could not even be parsed, and answers `reason`, with the reject's
  // name as KeptAs(). Of `material`, `raw_size` bytes came (0: all of them).
  absl::Status Refuse(const Call& call, const Delivery& delivery, const Material& material,
                      v1::Reject::Step step, const absl::Status& reason, int64_t raw_size = 0);

 private:
  struct Batch;

  absl::StatusOr<Preparation> PreparationFor(const Call& call, const Delivery& delivery);
  absl::Status TakeItem(const Call& call, const Delivery& delivery, const Material& material,
                        PreparedDocument::Item item, Batch* batch, IntakeReport* report);
  absl::StatusOr<IntakeReport> TakeSitemap(const Call& call, const Delivery& delivery,
                                           const Material& material, PreparedDocument sitemap);
  void TakeError(const Delivery& delivery, const Material& material, EntryError error, Batch* batch,
                 IntakeReport* report);
  void NoteOverlooked(const Delivery& delivery, const absl::Status& what, IntakeReport* report);
  absl::Status RefuseUnread(const Call& call, const Delivery& delivery, const Material& material,
                            const absl::Status& reason);
  absl::Status Flush(const Call& call, const Delivery& delivery, const Material& material,
                     Batch* batch, IntakeReport* report);
  absl::Status Write(const Call& call, const Delivery& delivery, const Material& material,
                     Batch* batch, IntakeReport* report);
  void NoteEntry(const article::v1::Article& article, article::v1::WriteOutcome outcome, int result,
                 IntakeReport* report);
  absl::Status KeepRefused(Batch* batch, IntakeReport* report);

  Parser& parser_;
  StorageClient& storage_;
  Quarantine& quarantine_;
  prometheus::Family<prometheus::Counter>& articles_;
};

}  // namespace broadsheet::ingest
